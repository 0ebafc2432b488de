//! The past: what a rule would have found on a day, beside what it finds today.

use bailiwick::policy::{Scan, ScanStatus, Standing};
use bailiwick_engine::policies;
use bailiwick_engine::{Context, Engine};
use chrono::{DateTime, Utc};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Query, SCANS, href};
use crate::api::PortalError;
use crate::api::policies::{BeginScan, RuleForm};
use crate::clock::Clock;
use crate::components::{Alert, Badge, Button, Card, IconName, Stat, Stats, Tone};
use crate::days;
use crate::server::{clock, failed};
use crate::text::number;

/// Since when it is known who held what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub since: Option<DateTime<Utc>>,
    pub clock: Clock,
}

impl Known {
    /// What the audit trail knows.
    pub async fn find(engine: &Engine, ctx: &Context) -> Result<Self, PortalError> {
        let since = policies::known_since(engine, ctx).await.map_err(failed)?;
        Ok(Self { since, clock: clock(ctx) })
    }
}

/// The field for a day, and why the last one was refused.
fn day(name: &'static str, known: Known, value: String, fault: &str) -> AnyView {
    let Known { since, clock } = known;
    let hint = since.map_or_else(
        || "Nothing is known of the past yet.".to_owned(),
        |since| {
            format!("The end of that day. The audit trail tells who held what since {}.", clock.moment(since))
        },
    );
    let fault = (!fault.is_empty()).then(|| {
        let fault = fault.to_owned();
        view! { <Alert tone=Tone::Rejected urgent=true title="That day cannot be looked at"><p class="wrap-anywhere">{fault}</p></Alert> }
    });
    view! {
        {fault}
        <div>
            <label for="as-of" class="mb-1 block text-meta font-medium">"Day"</label>
            <input
                id="as-of"
                name=name
                type="date"
                min=days::field(clock, since)
                max=days::today(clock)
                value=value
                aria-describedby="as-of-hint"
                class="h-8 w-full rounded-md border border-field bg-surface px-2 text-sm"
            />
            <p id="as-of-hint" class="mt-1 text-meta text-muted">{hint}</p>
        </div>
    }
    .into_any()
}

/// On the page of a rule: choosing the day.
pub(super) fn of_rule(rule: &str, known: Known, query: &Query) -> AnyView {
    let rule = rule.to_owned();
    let day = day("as_of", known, query.get("as_of").to_owned(), query.get("fault"));
    view! {
        <Card id="past" title="If it had counted on a day">
            <form method="post" action=BeginScan::PATH class="grid gap-3 px-4 py-4">
                <input type="hidden" name="rule" value=rule/>
                <input type="hidden" name="simulate" value="true"/>
                {day}
                <div><Button submit=true icon=IconName::CalendarClock>"Look at that day"</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

/// In the builder: choosing the day, and what was found of the one chosen last.
pub(super) fn of_draft(form: &RuleForm, known: Known, scan: Option<&Scan>) -> AnyView {
    let found = scan.map(|scan| summary(scan, known.clock));
    let day = day("rule[as_of]", known, form.as_of.clone(), &form.past_fault);
    view! {
        <Card id="past" title="If it had counted on a day">
            <div class="grid gap-3 px-4 py-4">
                {found} {day}
                <div>
                    <Button submit=true icon=IconName::CalendarClock attr:id="look-back" attr:name="rule[then]" attr:value="past">
                        "Look at that day"
                    </Button>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

fn summary(scan: &Scan, clock: Clock) -> AnyView {
    let to = href(SCANS, &scan.id, &[]);
    let when = scan.as_of.map(|at| clock.moment(at)).unwrap_or_default();
    let words = match scan.status {
        ScanStatus::InProgress => "It is being looked up.".to_owned(),
        ScanStatus::Failed => "It could not be looked up.".to_owned(),
        ScanStatus::Complete => {
            let today = scan.today.unwrap_or_default();
            let noun = if scan.found == 1 { "person broke" } else { "people broke" };
            format!("{} {noun} it on {when}; today {}.", number(scan.found), number(today))
        }
    };
    view! {
        <p class="text-sm" role="status">
            {words}
            " "
            <a href=to target="_blank" class="text-accent-ink underline">"See who"<span class="sr-only">" (opens another tab)"</span></a>
        </p>
    }
    .into_any()
}

/// The figures of a scan of the past; `count` tells how often something compares so with today.
pub(super) fn stats(
    scan: &Scan,
    at: DateTime<Utc>,
    clock: Clock,
    count: impl Fn(Standing) -> i64,
) -> AnyView {
    let then = format!("as of {}", clock.moment(at));
    let (found, today, people) =
        (number(scan.found), number(scan.today.unwrap_or_default()), number(scan.people));
    let still = number(count(Standing::Still));
    let over = format!("{} no longer", number(count(Standing::Over)));
    let new = format!("{} new since", number(count(Standing::New)));
    view! {
        <Stats>
            <Stat label="Times broken then" value=found note=then/>
            <Stat label="Still so today" value=still note=over/>
            <Stat label="Times broken today" value=today note=new/>
            <Stat label="People there are" value=people/>
        </Stats>
    }
    .into_any()
}

/// How a finding compares with today, in a word.
pub(super) const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Still => "Still today",
        Standing::Over => "No longer",
        Standing::New => "New since",
    }
}

/// The same as a badge.
pub(super) fn badge(standing: Standing) -> AnyView {
    let tone = match standing {
        Standing::Still => Tone::Violation,
        Standing::Over => Tone::Approved,
        Standing::New => Tone::Overdue,
    };
    view! { <Badge tone text=word(standing)/> }.into_any()
}
