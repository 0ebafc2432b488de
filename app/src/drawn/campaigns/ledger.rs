//! The completeness ledger: everything that is known, in the campaign or left out with a reason.

use std::collections::HashMap;

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{LedgerLine, Reviewed, Standing};
use bailiwick::id::ItemId;
use leptos::prelude::*;

use super::charts::{Bar, PartOf, bars, bars_beside};
use super::words::{fill, in_none, standing};
use crate::text::{int, number};

/// So many applications are drawn; what all the others have together is the last bar.
const MOST: usize = 14;

/// What became of what is known of each application, the most first; where there is room, with all numbers beside.
pub(super) fn picture(
    reviewed: Reviewed,
    lines: &[LedgerLine],
    name: impl Fn(ItemId) -> Option<String>,
    beside: bool,
) -> AnyView {
    let parts: Vec<Standing> = Standing::ALL
        .iter()
        .copied()
        .filter(|part| lines.iter().any(|line| line.standing == *part))
        .collect();
    let mut places: HashMap<Option<ItemId>, Vec<i64>> = HashMap::new();
    for line in lines {
        let counts = places.entry(line.application).or_insert_with(|| vec![0; parts.len()]);
        if let Some(place) = parts.iter().position(|part| *part == line.standing) {
            counts[place] += line.grants;
        }
    }
    let named = |id: Option<ItemId>| match id {
        None => in_none(reviewed).to_owned(),
        Some(id) => name(id).unwrap_or_else(|| "gone".to_owned()),
    };
    let mut all: Vec<Bar> = places.into_iter().map(|(id, parts)| Bar { name: named(id), parts }).collect();
    all.sort_by(|a, b| sum(b).cmp(&sum(a)).then_with(|| a.name.cmp(&b.name)));
    let everything = if beside { all.clone() } else { Vec::new() };
    if all.len() > MOST {
        let rest = all.split_off(MOST - 1);
        let mut parts = vec![0; parts.len()];
        for bar in &rest {
            parts.iter_mut().zip(&bar.parts).for_each(|(all, one)| *all += one);
        }
        all.push(Bar { name: format!("{} others", number(int(rest.len()))), parts });
    }
    let parts: Vec<PartOf> = parts.into_iter().map(|part| (standing(part), fill(part))).collect();
    let title = "What is in the campaign and what is left out";
    if beside {
        bars_beside(title, "Application", &parts, &all, &everything)
    } else {
        bars(title, "Application", &parts, &all)
    }
}

fn sum(bar: &Bar) -> i64 {
    bar.parts.iter().sum()
}

/// That the numbers add up, in a sentence.
pub(super) fn sentence(reviewed: Reviewed, lines: &[LedgerLine]) -> String {
    let known: i64 = lines.iter().map(|line| line.grants).sum();
    let of = |is: fn(&LedgerLine) -> bool| -> i64 {
        lines.iter().filter(|line| is(line)).map(|line| line.grants).sum()
    };
    let inside = of(|line| line.standing == Standing::Reviewed);
    let left_out = of(|line| line.standing != Standing::Reviewed);
    let known_things = match reviewed {
        Reviewed::Grants => "grants",
        Reviewed::Definitions(ItemKind::Role) => "roles",
        Reviewed::Definitions(_) => "entitlements",
        Reviewed::Records => "people",
        Reviewed::Accounts => "accounts of machines or of nobody",
    };
    format!(
        "{} {known_things} known = {} in the campaign + {} left out, each with its reason",
        number(known),
        number(inside),
        number(left_out)
    )
}
