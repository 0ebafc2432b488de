//! A picture of the conflict: from the person, by what they hold it through, to the access and the rule's sides.

use bailiwick_engine::violations::ViolationView;
use leptos::prelude::*;

use crate::drawn::policies::side_title;

/// The height of a row, and of a box in it.
const ROW: usize = 44;
const BOX: usize = 32;
/// Where the columns begin, and how wide their boxes are: person, holder, access, side.
const COLUMNS: [(usize, usize); 4] = [(8, 150), (206, 150), (404, 210), (662, 96)];
/// More rows than these are left out; the list below has all.
const MOST: usize = 24;
/// The most letters of a box, by its width.
const LETTER: usize = 8;

/// A box: its column, its middle, its words.
struct Node {
    column: usize,
    middle: usize,
    text: String,
    class: &'static str,
}

/// What is drawn.
struct Drawing {
    nodes: Vec<Node>,
    /// From the right end of one to the left end of the other: column and middle.
    lines: Vec<((usize, usize), (usize, usize))>,
    height: usize,
}

fn layout(view: &ViolationView) -> Drawing {
    let access = &view.violation.access;
    let name = |id| view.items.get(&id).map_or_else(|| "gone".to_owned(), |item| item.name.clone());
    let mut drawing = Drawing { nodes: Vec::new(), lines: Vec::new(), height: 0 };
    let (mut row, mut holders) = (0, Vec::<(String, Vec<usize>)>::new());
    for (place, side) in access.iter().enumerate() {
        let mut middles = Vec::new();
        for grant in side {
            if row >= MOST {
                break;
            }
            let middle = row * ROW + ROW / 2;
            drawing.nodes.push(Node {
                column: 2,
                middle,
                text: name(grant.item),
                class: "fill-surface stroke-field",
            });
            let holder = grant.through.map_or_else(|| "directly".to_owned(), name);
            match holders.iter_mut().find(|(known, _)| *known == holder) {
                Some((_, under)) => under.push(middle),
                None => holders.push((holder, vec![middle])),
            }
            middles.push(middle);
            row += 1;
        }
        let Some(middle) = mean(&middles) else { continue };
        let text = side_title(place, access.len());
        drawing.nodes.push(Node { column: 3, middle, text, class: "fill-violation-soft stroke-violation" });
        drawing.lines.extend(middles.into_iter().map(|from| ((2, from), (3, middle))));
    }
    drawing.height = row.max(1) * ROW;
    let person = drawing.height / 2;
    // Apart from each other, however close what they bring is.
    holders.sort_by_key(|(_, under)| mean(under));
    let room = drawing.height / holders.len().max(1);
    for (place, (holder, under)) in holders.into_iter().enumerate() {
        let middle = place * room + room / 2;
        drawing.nodes.push(Node { column: 1, middle, text: holder, class: "fill-sunken stroke-line-strong" });
        drawing.lines.push(((0, person), (1, middle)));
        drawing.lines.extend(under.into_iter().map(|to| ((1, middle), (2, to))));
    }
    let text = view.user().display_name.clone();
    drawing.nodes.push(Node {
        column: 0,
        middle: person,
        text,
        class: "fill-accent-soft stroke-accent-line",
    });
    drawing
}

fn mean(of: &[usize]) -> Option<usize> {
    (!of.is_empty()).then(|| of.iter().sum::<usize>() / of.len())
}

/// The picture.
pub(super) fn picture(view: &ViolationView) -> AnyView {
    let drawing = layout(view);
    let (last, wide) = COLUMNS[3];
    let (width, height) = (last + wide + 8, drawing.height);
    let lines = drawing.lines.iter().map(|((from, y), (to, z))| {
        let (x, w) = (COLUMNS[*from].0 + COLUMNS[*from].1, COLUMNS[*to].0);
        let half = usize::midpoint(x, w);
        view! { <path d=format!("M{x} {y}C{half} {y} {half} {z} {w} {z}") class="fill-none stroke-field" stroke-width="1.25"></path> }
    });
    let lines = lines.collect_view();
    let boxes = drawing.nodes.iter().map(node).collect_view();
    let said = format!(
        "{} holds access of every side of the rule; the list below names it",
        view.user().display_name
    );
    view! {
        <div class="overflow-x-auto px-4 py-3" tabindex="0" role="region" aria-label="Picture of the conflict">
            <svg width=width.to_string() height=height.to_string() viewBox=format!("0 0 {width} {height}") class="mx-auto block h-auto max-w-full min-w-[34rem]" role="img" aria-label=said>
                {lines}
                {boxes}
            </svg>
        </div>
    }
    .into_any()
}

fn node(node: &Node) -> AnyView {
    let (x, width) = COLUMNS[node.column];
    let y = node.middle - BOX / 2;
    let most = width / LETTER;
    let text: String = if node.text.chars().count() > most {
        node.text.chars().take(most - 1).chain(['…']).collect()
    } else {
        node.text.clone()
    };
    view! {
        <g>
            <title>{node.text.clone()}</title>
            <rect x=x.to_string() y=y.to_string() width=width.to_string() height=BOX.to_string() rx="6" class=node.class></rect>
            <text x=(x + width / 2).to_string() y=(node.middle + 4).to_string() text-anchor="middle" class="fill-ink text-xs">{text}</text>
        </g>
    }
    .into_any()
}
