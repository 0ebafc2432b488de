//! The form of a line's dates, below the line.

use bailiwick::cart::CartLine;
use leptos::prelude::*;

use super::changes::Changes;
use crate::clock::Clock;
use crate::components::{Button, ButtonKind, ButtonLink, Field};
use crate::days;
use crate::wire::SendForm;

/// The form of a line's dates.
#[component]
pub fn EditDates(line: CartLine, label: String, clock: Clock, changes: Changes) -> impl IntoView {
    view! {
        <tr role="row" class="detail">
            <td role="cell" colspan="4">
                <div class="pt-2 md:ms-10.5">
                    <SendForm action=changes.dates attr:aria-label=format!("Dates of {label}")>
                        <input type="hidden" name="line" value=line.id.to_string()/>
                        <input type="hidden" name="back" value="/cart"/>
                        <div class="flex flex-wrap items-start gap-3">
                            <div class="w-40">
                                <Field
                                    name="from"
                                    label="From"
                                    r#type="date"
                                    value=days::field(clock, line.start.filter(|start| *start > clock.now))
                                    hint="Empty: at once"
                                    error=changes.dates.fault("from")
                                />
                            </div>
                            <div class="w-40">
                                <Field
                                    name="until"
                                    label="Until"
                                    r#type="date"
                                    value=days::field(clock, line.end)
                                    hint="Empty: no end"
                                    error=changes.dates.fault("until")
                                />
                            </div>
                            <div class="flex gap-2 pt-5.5">
                                <Button submit=true busy=changes.dates.pending()>
                                    "Keep the dates"
                                </Button>
                                <ButtonLink href="/cart" kind=ButtonKind::Ghost attr:data-noscroll="">
                                    "Close"
                                </ButtonLink>
                            </div>
                        </div>
                    </SendForm>
                </div>
            </td>
        </tr>
    }
    .into_any()
}
