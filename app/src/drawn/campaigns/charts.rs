//! Charts: bars that are stacked, and lines over days; each with its numbers in a table behind it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use leptos::prelude::*;

use crate::components::{Icon, IconName};
use crate::text::number;

/// A row of a bar chart: its name, and how much of each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    pub name: String,
    pub parts: Vec<i64>,
}

/// A part of bars: its name, its fill and the ground of its dot.
pub(super) type PartOf = (&'static str, &'static str);

const WIDTH: i64 = 360;
const NAMES: i64 = 116;
const ROW: i64 = 28;
const LETTERS: usize = 17;

/// Bars of which each is made of parts, all to one measure, with their numbers in a table behind it.
pub(super) fn bars(title: &str, of: &'static str, parts: &[PartOf], bars: &[Bar]) -> AnyView {
    view! {
        {drawing(title, parts, bars)}
        <details class="group/numbers border-t border-line">
            <summary class="flex h-9 cursor-pointer items-center gap-1.5 px-4 text-meta text-muted hover:text-ink">
                <Icon name=IconName::ChevronRight class="size-3.5 group-open/numbers:rotate-90"/>
                "The numbers as a table"
            </summary>
            {numbers(title, of, heads(parts), lines(bars))}
        </details>
    }
    .into_any()
}

/// The same where there is room: the numbers of everything beside the bars of the most.
pub(super) fn bars_beside(
    title: &str,
    of: &'static str,
    parts: &[PartOf],
    bars: &[Bar],
    everything: &[Bar],
) -> AnyView {
    view! {
        <div class="grid lg:grid-cols-2">
            <div class="min-w-0">{drawing(title, parts, bars)}</div>
            <div class="max-h-[28rem] min-w-0 overflow-y-auto border-line max-lg:border-t lg:border-s">
                {numbers(title, of, heads(parts), lines(everything))}
            </div>
        </div>
    }
    .into_any()
}

fn heads(parts: &[PartOf]) -> Vec<String> {
    parts.iter().map(|(name, _)| (*name).to_owned()).collect()
}

fn lines(bars: &[Bar]) -> Vec<(String, Vec<i64>)> {
    bars.iter().map(|bar| (bar.name.clone(), bar.parts.clone())).collect()
}

fn drawing(title: &str, parts: &[PartOf], bars: &[Bar]) -> AnyView {
    let most = bars.iter().map(|bar| bar.parts.iter().sum::<i64>()).max().unwrap_or(0).max(1);
    let room = WIDTH - NAMES - 56;
    let height = i64::try_from(bars.len()).unwrap_or_default() * ROW + 6;
    let rows = bars.iter().zip(0_i64..).map(|(bar, place)| {
        let y = place * ROW + 6;
        let mut x = NAMES;
        let mut rects = Vec::new();
        for (part, (_, fill)) in bar.parts.iter().zip(parts) {
            let width = if *part == 0 { 0 } else { (part * room / most).max(1) };
            if width > 0 {
                rects.push(view! { <rect x=x.to_string() y=y.to_string() width=width.to_string() height="16" class=*fill></rect> });
                x += width + 1;
            }
        }
        let total: i64 = bar.parts.iter().sum();
        let short: String = if bar.name.chars().count() > LETTERS {
            bar.name.chars().take(LETTERS - 1).chain(['…']).collect()
        } else {
            bar.name.clone()
        };
        view! {
            <g>
                <title>{bar.name.clone()}</title>
                <text x=(NAMES - 8).to_string() y=(y + 12).to_string() text-anchor="end" class="fill-ink text-xs">{short}</text>
                {rects}
                <text x=(x + 6).to_string() y=(y + 12).to_string() class="fill-faint text-xs">{number(total)}</text>
            </g>
        }
    });
    let rows = rows.collect_view();
    let words: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    let said = format!("{title}: {}", words.join(", "));
    let legend = parts.iter().map(|(name, fill)| dot(name, fill)).collect_view();
    view! {
        <div class="px-4 pt-3 pb-1">
            <svg viewBox=format!("0 0 {WIDTH} {height}") class="block h-auto w-full max-w-lg" role="img" aria-label=said>
                {rows}
            </svg>
        </div>
        <p class="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-3 text-meta text-muted">{legend}</p>
    }
    .into_any()
}

fn dot(name: &'static str, fill: &'static str) -> AnyView {
    view! {
        <span class="inline-flex items-center gap-1.5">
            <svg class="size-2.5" viewBox="0 0 10 10" aria-hidden="true">
                <circle cx="5" cy="5" r="5" class=fill></circle>
            </svg>
            {name}
        </span>
    }
    .into_any()
}

/// The numbers of a chart, for those who cannot see it, and who want them exactly.
fn numbers(title: &str, of: &'static str, heads: Vec<String>, lines: Vec<(String, Vec<i64>)>) -> AnyView {
    let head = |name: String| view! { <th scope="col" class="num">{name}</th> };
    let line = |(name, values): (String, Vec<i64>)| {
        let cells =
            values.into_iter().map(|value| view! { <td class="num">{number(value)}</td> }).collect_view();
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells}
            </tr>
        }
    };
    view! {
        <div class="overflow-x-auto" tabindex="0" role="region" aria-label=format!("{title}: numbers")>
            <table class="data-table">
                <thead>
                    <tr>
                        <th scope="col">{of}</th>
                        {heads.into_iter().map(head).collect_view()}
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What a chart over days shows.
pub(super) struct Days {
    /// From when to when: to the deadline, or now where that has passed.
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Of how many rows.
    pub total: i64,
    /// How many were decided on each day, and signed.
    pub days: Vec<(NaiveDate, i64, i64)>,
    /// Up to when there is something to show.
    pub now: DateTime<Utc>,
}

const WIDE: f64 = 640.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 628.0;
const BOTTOM: f64 = 190.0;
const TOP: f64 = 12.0;

#[expect(clippy::cast_precision_loss, reason = "a picture needs no more digits")]
fn ratio(part: i64, of: i64) -> f64 {
    part as f64 / of.max(1) as f64
}

impl Days {
    fn x(&self, at: DateTime<Utc>) -> f64 {
        let all = (self.until - self.from).num_minutes().max(1);
        LEFT + ratio((at - self.from).num_minutes().clamp(0, all), all) * (RIGHT - LEFT)
    }

    fn y(&self, rows: i64) -> f64 {
        BOTTOM - ratio(rows, self.total) * (BOTTOM - TOP)
    }

    /// How many were decided by the end of each day, from the first on.
    fn sums(&self, of: fn(&(NaiveDate, i64, i64)) -> i64) -> Vec<(DateTime<Utc>, i64)> {
        let mut sum = 0;
        let mut sums = vec![(self.from, 0)];
        for day in &self.days {
            let begins = day.0.and_time(NaiveTime::MIN).and_utc();
            sums.push((begins.clamp(self.from, self.now.max(self.from)), sum));
            sum += of(day);
            sums.push(((begins + TimeDelta::days(1)).clamp(self.from, self.now.max(self.from)), sum));
        }
        sums.push((self.now.min(self.until).max(self.from), sum));
        sums
    }
}

/// How many rows were decided and signed by each day, with an even pace beside it.
pub(super) fn days(days: &Days) -> AnyView {
    let line = |sums: &[(DateTime<Utc>, i64)]| {
        let mut points: Vec<String> = Vec::new();
        for (at, sum) in sums {
            points.push(format!("{:.1},{:.1}", days.x(*at), days.y(*sum)));
        }
        points.join(" ")
    };
    let (decided, signed) = (days.sums(|day| day.1), days.sums(|day| day.2));
    let now = decided.last().copied().unwrap_or((days.from, 0));
    let (x, y) = (days.x(now.0), days.y(now.1));
    let area = format!("{LEFT},{BOTTOM} {} {x:.1},{BOTTOM}", line(&decided));
    let steps = [0, 1, 2].map(|part| days.total * part / 2);
    let grid = steps.into_iter().map(|rows| {
        let y = days.y(rows);
        view! {
            <path d=format!("M{LEFT} {y:.1}H{RIGHT}") class="stroke-line"></path>
            <text x=(LEFT - 8.0).to_string() y=format!("{:.1}", y + 4.0) text-anchor="end" class="fill-faint text-xs">{number(rows)}</text>
        }
    });
    let grid = grid.collect_view();
    let (from, until) = (short(days.from.date_naive()), short(days.until.date_naive()));
    let done = number(now.1);
    let said = format!(
        "Rows decided by day: {done} of {} by {}; {} signed",
        number(days.total),
        short(now.0.date_naive()),
        number(signed.last().map_or(0, |last| last.1))
    );
    let (anchor, at) = if x > RIGHT - 110.0 { ("end", x - 9.0) } else { ("start", x + 9.0) };
    let lines: Vec<(String, Vec<i64>)> =
        days.days.iter().map(|(day, decided, signed)| (short(*day), vec![*decided, *signed])).collect();
    let heads = vec!["Decided".to_owned(), "Signed".to_owned()];
    view! {
        <div class="overflow-x-auto px-3 pt-4 pb-2" tabindex="0" role="region" aria-label="Progress by day">
            <svg viewBox=format!("0 0 {WIDE} 214") class="block h-auto w-full min-w-[30rem]" role="img" aria-label=said>
                {grid}
                <text x=LEFT.to_string() y="208" class="fill-faint text-xs">{from}</text>
                <text x=RIGHT.to_string() y="208" text-anchor="end" class="fill-faint text-xs">{until}</text>
                <path d=format!("M{LEFT} {BOTTOM}L{RIGHT} {TOP}") class="fill-none stroke-field" stroke-width="1.25" stroke-dasharray="4 4"></path>
                <polygon points=area class="fill-accent" opacity=".1"></polygon>
                <polyline points=line(&signed) class="fill-none stroke-approved-solid" stroke-width="1.5" stroke-linejoin="round"></polyline>
                <polyline points=line(&decided) class="fill-none stroke-accent" stroke-width="2" stroke-linejoin="round"></polyline>
                <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="4" class="fill-accent stroke-surface" stroke-width="2"></circle>
                <text x=format!("{at:.1}") y=format!("{:.1}", (y + 5.0).min(BOTTOM - 4.0)) text-anchor=anchor class="fill-ink text-xs font-medium">{done}</text>
            </svg>
        </div>
        <p class="flex flex-wrap gap-x-4 gap-y-1 px-4 pb-3 text-meta text-muted">
            {dot("Decided", "fill-accent")} {dot("Signed", "fill-approved-solid")} {dot("Even pace", "fill-field")}
        </p>
        <details class="group/numbers border-t border-line">
            <summary class="flex h-9 cursor-pointer items-center gap-1.5 px-4 text-meta text-muted hover:text-ink">
                <Icon name=IconName::ChevronRight class="size-3.5 group-open/numbers:rotate-90"/>
                "The numbers as a table"
            </summary>
            {numbers("Progress by day", "Day", heads, lines)}
        </details>
    }
    .into_any()
}

/// `12 Nov`.
fn short(day: NaiveDate) -> String {
    day.format("%-d %b").to_string()
}
