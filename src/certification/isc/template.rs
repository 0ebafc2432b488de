//! Campaigns that can be generated (contract B2, B4).

use chrono::{DateTime, Duration, Months, Utc};
use serde_json::{Map, Value as Json, json};

use super::Asked;
use crate::document::{Fault, Faults, Reader};
use crate::text::check_present;

/// What the server says itself.
const SERVERS_OWN: [&str; 6] = ["id", "created", "modified", "scheduled", "ownerRef", "schedule"];

/// A template as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AskedTemplate {
    body: Map<String, Json>,
    campaign: Map<String, Json>,
    period: Option<Period>,
}

impl AskedTemplate {
    /// Reads a template. What the server says itself is dropped.
    ///
    /// # Errors
    /// Every member at fault, by its path.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name = faults.required("name", read.text("name", 200)).unwrap_or_default();
        if faults.0.is_empty()
            && let Err(fault) = check_present(name, 200)
        {
            faults.0.push(Fault::new("name", fault));
        }
        faults.keep(read.text("description", 4_000));
        let period = faults.keep(read.text("deadlineDuration", 100)).flatten();
        let period = period.map(|text| {
            Period::parse(text).ok_or_else(|| {
                read.fault("deadlineDuration", "must be a duration as ISO 8601, such as `P2W`")
            })
        });
        let period = faults.keep(period.transpose()).flatten();
        let campaign = if let Some(Json::Object(campaign)) = body.get("campaign") {
            campaign.clone()
        } else {
            faults.0.push(Fault::new("campaign", "is missing"));
            Map::new()
        };
        if !campaign.is_empty()
            && let Err(inner) = Asked::parse(campaign.clone())
        {
            let within = |fault: Fault| Fault::new(format!("campaign.{}", fault.property), fault.fault);
            faults.0.extend(inner.into_iter().map(within));
        }
        if faults.0.is_empty() { Ok(Self { body, campaign, period }) } else { Err(faults.0) }
    }

    /// As it came, without what the server says itself.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// The campaign that is generated now.
    ///
    /// # Errors
    /// What becomes of it is wrong: a name that is too long, say.
    pub fn campaign(&self, now: DateTime<Utc>) -> Result<Asked, Vec<Fault>> {
        let mut campaign = self.campaign.clone();
        for name in ["name", "description"] {
            if let Some(Json::String(text)) = campaign.get(name) {
                let text = dated(text, now);
                campaign.insert(name.into(), json!(text));
            }
        }
        if let Some(deadline) = self.period.as_ref().and_then(|period| period.after(now)) {
            campaign.insert("deadline".into(), json!(deadline));
        }
        Asked::parse(campaign)
    }
}

/// Parts of a date in a text: letters behind `%`, as the vendor's formatter has them (java.util.Formatter). Others stay.
fn dated(text: &str, now: DateTime<Utc>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let format = match letters.clone().next() {
            Some('%') => Some("%%"),
            Some('Y') => Some("%Y"),
            Some('y') => Some("%y"),
            Some('C') => Some("%C"),
            Some('m') => Some("%m"),
            Some('B') => Some("%B"),
            Some('b' | 'h') => Some("%b"),
            Some('d') => Some("%d"),
            Some('e') => Some("%-d"),
            Some('j') => Some("%j"),
            Some('A') => Some("%A"),
            Some('a') => Some("%a"),
            Some('H') => Some("%H"),
            Some('k') => Some("%-H"),
            Some('I') => Some("%I"),
            Some('l') => Some("%-I"),
            Some('M') => Some("%M"),
            Some('S') => Some("%S"),
            Some('L') => Some("%3f"),
            Some('p') => Some("%P"),
            Some('F') => Some("%F"),
            Some('D') => Some("%D"),
            Some('T') => Some("%T"),
            Some('R') => Some("%R"),
            Some('r') => Some("%I:%M:%S %p"),
            Some('s') => Some("%s"),
            Some('z') => Some("%z"),
            Some('Z') => Some("UTC"),
            _ => None,
        };
        match format {
            Some(format) => {
                letters.next();
                out.push_str(&now.format(format).to_string());
            }
            None => out.push('%'),
        }
    }
    out
}

/// A duration as ISO 8601 has it: months count as the calendar has them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Period {
    months: u32,
    seconds: i64,
}

impl Period {
    fn parse(text: &str) -> Option<Self> {
        let (mut months, mut seconds, mut of_time) = (0_u32, 0_i64, false);
        let mut digits = String::new();
        let mut parts = 0;
        for letter in text.strip_prefix('P')?.chars() {
            if letter.is_ascii_digit() && digits.len() < 6 {
                digits.push(letter);
                continue;
            }
            if letter == 'T' && digits.is_empty() && !of_time {
                of_time = true;
                continue;
            }
            let count: u32 = std::mem::take(&mut digits).parse().ok()?;
            let unit = match (letter, of_time) {
                ('Y', false) => {
                    months = months.checked_add(count.checked_mul(12)?)?;
                    0
                }
                ('M', false) => {
                    months = months.checked_add(count)?;
                    0
                }
                ('W', false) => 7 * 86_400,
                ('D', false) => 86_400,
                ('H', true) => 3_600,
                ('M', true) => 60,
                ('S', true) => 1,
                _ => return None,
            };
            seconds = seconds.checked_add(i64::from(count).checked_mul(unit)?)?;
            parts += 1;
        }
        (parts > 0 && digits.is_empty()).then_some(Self { months, seconds })
    }

    fn after(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        now.checked_add_months(Months::new(self.months))?
            .checked_add_signed(Duration::try_seconds(self.seconds)?)
    }
}
