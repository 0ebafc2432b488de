//! The fields of a form, as its designer drew them.

use std::collections::BTreeMap;

use bailiwick::form::{Design, Field, Row, Standing};
use leptos::prelude::*;
use serde_json::{Map, json};

use crate::components::{Alert, Button, Size, Tone};

/// Columns of twelve; the look is made from these words, so each stands here in full.
const COLUMNS: [&str; 12] = [
    "sm:col-span-1",
    "sm:col-span-2",
    "sm:col-span-3",
    "sm:col-span-4",
    "sm:col-span-5",
    "sm:col-span-6",
    "sm:col-span-7",
    "sm:col-span-8",
    "sm:col-span-9",
    "sm:col-span-10",
    "sm:col-span-11",
    "sm:col-span-12",
];
const STARTS: [&str; 12] = [
    "",
    "sm:col-start-2",
    "sm:col-start-3",
    "sm:col-start-4",
    "sm:col-start-5",
    "sm:col-start-6",
    "sm:col-start-7",
    "sm:col-start-8",
    "sm:col-start-9",
    "sm:col-start-10",
    "sm:col-start-11",
    "sm:col-start-12",
];
/// What is drawn: a form as it stands, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// The form, and what it holds.
    pub standing: Standing,
    /// What is wrong with its fields, by model.
    pub faults: BTreeMap<String, String>,
    /// The address of the page, where the form comes back to.
    pub page: String,
}

impl Filling {
    /// A form that nobody fills in.
    pub fn plain(design: Design) -> Self {
        let values = design.begin(Map::new()).values;
        Self { standing: Standing { design, values, told: Vec::new() }, ..Self::default() }
    }

    /// All fields, row by row, with what they hold; where the form has scripts, with what these need.
    pub fn view(&self) -> AnyView {
        let design = &self.standing.design;
        let rows = self.rows(&design.rows);
        let page = self.page.clone();
        let page =
            (!page.is_empty()).then(|| view! { <input type="hidden" name="form[filled][page]" value=page/> });
        if !design.has_scripts() {
            return view! { {page} {rows} }.into_any();
        }
        view! {
            {page} {self.told()} {rows} {self.state()}
            <div class="flex flex-wrap items-center gap-2">
                <Button submit=true size=Size::Small attr:id="update-form" attr:name="form[then]" attr:value="update" attr:formnovalidate=true>
                    "Update the form"
                </Button>
                <p class="text-meta text-faint">"Some fields depend on others."</p>
            </div>
        }
        .into_any()
    }

    fn told(&self) -> Option<AnyView> {
        let told = self.standing.told.clone();
        (!told.is_empty()).then(|| {
            let lines = told.into_iter().map(|line| view! { <li class="wrap-anywhere">{line}</li> }).collect_view();
            view! {
                <Alert tone=Tone::Overdue title="A script of this form failed: some fields may not be as they should be">
                    <ul class="grid gap-0.5 text-meta">{lines}</ul>
                </Alert>
            }
            .into_any()
        })
    }

    /// What the scripts need to know when the form comes back: what was shown, and what it held.
    fn state(&self) -> AnyView {
        let fields = self.standing.design.fields();
        let can_be_filled = |field: &&Field| !field.is_hidden && !field.is_read_only;
        let shown = fields.into_iter().filter(can_be_filled);
        let shown: Vec<&str> = shown.filter_map(|field| Some(field.asks()?.as_str())).collect();
        let (shown, was) = (json!(shown).to_string(), json!(self.standing.values).to_string());
        view! {
            <input type="hidden" name="form[filled][shown]" value=shown/>
            <input type="hidden" name="form[filled][was]" value=was/>
        }
        .into_any()
    }

    pub(super) fn rows(&self, rows: &[Row]) -> AnyView {
        let row = |row: &Row| {
            let seen: Vec<&Field> = row.fields.iter().filter(|field| !field.is_hidden).collect();
            let even = 12 / row.fields.len().clamp(1, 12);
            let cells: Vec<AnyView> = seen.into_iter().map(|field| self.cell(field, even)).collect();
            (!cells.is_empty())
                .then(|| view! { <div class="grid grid-cols-1 gap-4 sm:grid-cols-12">{cells}</div> })
        };
        rows.iter().map(row).collect_view().into_any()
    }

    fn cell(&self, field: &Field, even: usize) -> AnyView {
        let columns = field.layout.columns.map_or(even, usize::from).clamp(1, 12);
        let start = STARTS.get(usize::from(field.layout.offset)).copied().unwrap_or_default();
        let class = format!("min-w-0 {} {start}", COLUMNS[columns - 1]);
        // The browser's program sends the form when what stands in here changes.
        let live = field.on_change.as_ref().map(|_| "");
        view! { <div class=class data-live=live>{self.field(field)}</div> }.into_any()
    }
}
