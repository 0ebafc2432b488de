//! The forms by which rows are decided, one or many at a time.

use bailiwick::certification::{Campaign, Reviewed};
use chrono::Duration;
use leptos::{prelude::*, server_fn::ServerFn};

use super::Address;
use crate::api::reviews::Review;
use crate::clock::Clock;
use crate::components::{Button, ButtonKind, Field, IconName, Size, TextArea};
use crate::days;

/// What the forms of a page need.
#[derive(Clone, Copy)]
pub(super) struct Forms<'a> {
    pub campaign: &'a Campaign,
    pub address: &'a Address,
    pub clock: Clock,
}

/// What can be done with rows beyond certifying and revoking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    Certify,
    Revoke,
    Exception,
    Abstain,
    Reset,
    Comment,
    Forward,
    Reassign,
}

impl More {
    /// The word of the form, which is also that of `do` in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Certify => "certify",
            Self::Revoke => "revoke",
            Self::Exception => "exception",
            Self::Abstain => "abstain",
            Self::Reset => "reset",
            Self::Comment => "comment",
            Self::Forward => "forward",
            Self::Reassign => "reassign",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Certify => "Certify",
            Self::Revoke => "Revoke",
            Self::Exception => "Allow until a date",
            Self::Abstain => "Abstain",
            Self::Reset => "Take decisions back",
            Self::Comment => "Comment",
            Self::Forward => "Hand over",
            Self::Reassign => "Let somebody else decide, too",
        }
    }

    const fn about(self, reviewed: Reviewed) -> &'static str {
        match (self, reviewed) {
            (Self::Certify, _) => "It stays.",
            (Self::Revoke, Reviewed::Grants) => "It goes after sign-off.",
            (Self::Revoke, Reviewed::Accounts) => "After sign-off somebody is asked to disable it.",
            (Self::Revoke, _) => "After sign-off somebody is asked to correct it. Nothing is taken away.",
            (Self::Exception, Reviewed::Grants) => {
                "It stays until then, and goes after it unless it is decided anew."
            }
            (Self::Exception, Reviewed::Accounts) => {
                "It stays until then, and is to be disabled after it unless it is decided anew."
            }
            (Self::Exception, _) => {
                "It stays as it is until then, and is to be corrected after it unless it is decided anew."
            }
            (Self::Abstain, _) => {
                "You say neither: it stays, and the campaign shows that you did not decide."
            }
            (Self::Reset, _) => "They wait for a decision again.",
            (Self::Comment, _) => "Everybody who reads the campaign sees it.",
            (Self::Forward, _) => "They decide instead of you. What you decided about it is taken back.",
            (Self::Reassign, _) => "You can still decide; whoever does so last counts.",
        }
    }

    const fn button(self) -> (&'static str, ButtonKind, IconName) {
        match self {
            Self::Certify => ("Certify", ButtonKind::Approve, IconName::Check),
            Self::Revoke => ("Revoke", ButtonKind::Revoke, IconName::Ban),
            Self::Exception => ("Allow until then", ButtonKind::Secondary, IconName::Calendar),
            Self::Abstain => ("Abstain", ButtonKind::Secondary, IconName::Minus),
            Self::Reset => ("Take back", ButtonKind::Secondary, IconName::Undo2),
            Self::Comment => ("Add it", ButtonKind::Secondary, IconName::MessageSquare),
            Self::Forward => ("Hand over", ButtonKind::Secondary, IconName::Forward),
            Self::Reassign => ("Ask them, too", ButtonKind::Secondary, IconName::UserPlus),
        }
    }
}

impl Forms<'_> {
    /// What every form sends along.
    pub(super) fn hidden(&self) -> AnyView {
        view! {
            <input type="hidden" name="act[campaign]" value=self.campaign.id.to_string()/>
            <input type="hidden" name="act[back]" value=self.address.href(&[])/>
        }
        .into_any()
    }

    /// A form that opens at its title: with one row, or with everything that matches.
    pub(super) fn form(&self, more: More, row: Option<i64>) -> AnyView {
        let open = self.address.get("do") == more.word();
        let id = format!("{}-{}", more.word(), row.unwrap_or_default());
        let all = row.is_none().then(|| view! { <input type="hidden" name="act[all]" value="true"/> });
        let then = row.map_or_else(|| more.word().to_owned(), |row| format!("{} {row}", more.word()));
        let (words, kind, icon) = more.button();
        view! {
            <details class="group/form rounded-md border border-line bg-surface" open=open>
                <summary class="flex items-center gap-2 rounded-md px-3 py-1.5 text-sm font-medium hover:bg-hover">
                    {more.title()}
                </summary>
                <form method="post" action=Review::PATH class="grid gap-3 border-t border-line px-3 py-3">
                    {self.hidden()} {all}
                    <p class="text-meta text-muted">{more.about(self.campaign.definition.kind.reviews())}</p>
                    {self.fields(more, &id, open)}
                    <div>
                        <Button submit=true size=Size::Small kind icon attr:name="act[then]" attr:value=then>{words}</Button>
                    </div>
                </form>
            </details>
        }
        .into_any()
    }

    fn fields(&self, more: More, id: &str, open: bool) -> AnyView {
        let until = (more == More::Exception).then(|| self.until(&format!("{id}-until"), open));
        let to = matches!(more, More::Forward | More::Reassign).then(|| self.to(&format!("{id}-to"), open));
        let rule = self.campaign.definition.comments;
        let required = match more {
            More::Certify | More::Abstain => rule.certify,
            More::Revoke => rule.revoke,
            More::Exception => rule.except,
            More::Comment => true,
            More::Reset | More::Forward | More::Reassign => false,
        };
        let first = open && until.is_none() && to.is_none();
        view! { {until} {to} <div data-focus=first>{self.comment(&format!("{id}-comment"), required, open)}</div> }
            .into_any()
    }

    /// What was typed before it was refused.
    fn typed(&self, name: &str, open: bool) -> String {
        if open { self.address.get(name).to_owned() } else { String::new() }
    }

    pub(super) fn comment(&self, id: &str, required: bool, open: bool) -> AnyView {
        let label = if required { "Why" } else { "Comment" };
        let value = self.typed("comment", open);
        view! { <TextArea name="act[comment]" id=id.to_owned() label value rows=2 required optional=!required max_length=10_000_u32/> }
            .into_any()
    }

    pub(super) fn until(&self, id: &str, open: bool) -> AnyView {
        let days = self.campaign.definition.exception_days;
        // The last second of a day must be within the bound.
        let first = self.clock.now + Duration::days(1);
        let last = (self.clock.now + Duration::days(i64::from(days) - 1)).max(self.clock.now);
        let hint = format!("At most {days} days; all of them when left empty.");
        let (min, max) =
            (days::field(self.clock, Some(first.min(last))), days::field(self.clock, Some(last)));
        let (label, described) = (id.to_owned(), format!("{id}-hint"));
        view! {
            <div data-focus=open>
                <label for=label class="mb-1 block text-meta font-medium">"Last day"</label>
                <input
                    id=id.to_owned()
                    name="act[until]"
                    type="date"
                    min=min
                    max=max
                    value=self.typed("until", open)
                    aria-describedby=described.clone()
                    class="h-8 w-full rounded-md border border-field bg-surface px-2 text-sm"
                />
                <p id=described class="mt-1 text-meta text-faint">{hint}</p>
            </div>
        }
        .into_any()
    }

    pub(super) fn to(&self, id: &str, open: bool) -> AnyView {
        let value = self.typed("to", open);
        view! {
            <div data-focus=open>
                <Field name="act[to]" id=id.to_owned() label="Who" value hint="A user name, or the beginning of a name that only one person has." required_silently=true/>
            </div>
        }
        .into_any()
    }
}
