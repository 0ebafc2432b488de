//! One entry of the trail; opened, it shows each field before and after.

use bailiwick::audit::{Change, Record};
use bailiwick::id::UserId;
use leptos::prelude::*;

use super::PATH;
use super::words::{actor, aimed, href, icon, object, person, verb};
use crate::clock::Clock;
use crate::components::{Fact, Facts, Icon, IconName, RowLink, TextLink, When, WhenForm};
use crate::url;

/// One entry, by its number; `names` are the people that entries name by id.
pub(super) fn entry_row(number: i64, record: Record, names: &[(UserId, String)], clock: Clock) -> AnyView {
    let Record { entry, seal } = record;
    let (who, what, picture, page) = (actor(&entry), verb(&entry.event), icon(&entry), href(&entry));
    let (at, name, object_name) = (entry.at, entry.object_name.clone(), object(&entry));
    let subject = aimed(&entry).zip(entry.user).and_then(|(word, user)| {
        let name = person(names, user)?.to_owned();
        Some(view! { {format!(" {word} ")} <b class="font-medium">{name}</b> })
    });
    let others = url::to(PATH, &[("object", &entry.object_id)]);
    let about = entry.user.map(|user| url::to(PATH, &[("user", &user.to_string())]));
    let open = page.map(|href| view! { <Fact name="Object"><RowLink href>{format!("{} {name}", entry.object_kind)}</RowLink></Fact> });
    let place = match seal {
        Some(seal) => view! {
            {format!("entry {}, ", seal.sequence)}
            <span class="font-mono text-xs break-all">{seal.hash}</span>
        }
        .into_any(),
        None => "not sealed yet; it will be within seconds".into_any(),
    };
    let changes = changed(entry.changes, names);
    view! {
        <li>
            <details class="group/entry" name="audit-entry">
                <summary class="flex items-start gap-3 px-4 py-2.5 hover:bg-hover">
                    <Icon name=picture class="mt-0.5 size-4 text-faint"/>
                    <span class="min-w-0 flex-1 text-sm wrap-anywhere">
                        <b class="font-medium">{who}</b>
                        " "
                        {what}
                        " "
                        {object_name}
                        {subject}
                    </span>
                    <span class="shrink-0 text-meta text-faint">
                        <When at clock form=WhenForm::Moment/>
                    </span>
                    <Icon
                        name=IconName::ChevronRight
                        class="mt-0.5 size-4 text-faint transition-transform group-open/entry:rotate-90"
                    />
                </summary>
                <div class="grid gap-3 border-t border-line bg-sunken px-4 py-3 sm:ps-11">
                    {changes}
                    <Facts>
                        {open}
                        <Fact name="Event">
                            <span class="font-mono text-xs">{entry.event}</span>
                        </Fact>
                        <Fact name="Number">{number}</Fact>
                        <Fact name="Call">
                            <span class="font-mono text-xs break-all">{entry.trace_id}</span>
                        </Fact>
                        <Fact name="Sealed">{place}</Fact>
                    </Facts>
                    <p class="flex flex-wrap gap-4 text-meta">
                        <TextLink href=others>"All about this object"</TextLink>
                        {about.map(|href| view! { <TextLink href>"All about this person"</TextLink> })}
                    </p>
                </div>
            </details>
        </li>
    }
    .into_any()
}

/// Each field, before and after.
fn changed(changes: Vec<Change>, names: &[(UserId, String)]) -> AnyView {
    if changes.is_empty() {
        return view! { <p class="text-meta text-muted">"No field changed."</p> }.into_any();
    }
    let row = |change: Change| {
        let field = change.field.clone();
        let value = |given: Option<String>| match given {
            Some(given) if given.is_empty() => view! { <span class="text-faint">"empty"</span> }.into_any(),
            Some(given) => super::words::value(names, &field, given).into_any(),
            None => view! { <span class="text-faint">"nothing"</span> }.into_any(),
        };
        view! {
            <tr class="align-top">
                <th scope="row" class="py-1 pe-4 text-start font-medium">
                    {change.field}
                </th>
                <td class="py-1 pe-4 break-words text-muted">{value(change.before)}</td>
                <td class="py-1 break-words">{value(change.after)}</td>
            </tr>
        }
    };
    view! {
        <table class="w-full table-fixed text-meta">
            <thead>
                <tr class="text-start text-faint">
                    <th scope="col" class="w-1/4 pe-4 pb-1 text-start font-medium">"Field"</th>
                    <th scope="col" class="pe-4 pb-1 text-start font-medium">"Before"</th>
                    <th scope="col" class="pb-1 text-start font-medium">"After"</th>
                </tr>
            </thead>
            <tbody>{changes.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
