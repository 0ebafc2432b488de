//! The normal form of a filter, and its size.

use super::{Filter, Op, Path, Value};

impl Filter {
    /// The same filter in its plainest form: no group within a group of its kind, no group of less than two,
    /// no double negation, [`All`](Self::All) and [`None`](Self::None) only alone, comparisons of one field
    /// with many values as one [`In`](Self::In) of at least two, and comparisons with an empty text as
    /// [`Present`](Self::Present).
    #[must_use]
    pub fn normalised(self) -> Self {
        match self {
            Self::And(parts) | Self::Or(parts) if parts.is_empty() => Self::All,
            Self::And(parts) => all_of(parts),
            Self::Or(parts) => any_of(parts),
            Self::Not(part) => match part.normalised() {
                Self::Not(inner) => *inner,
                other => other.negated(),
            },
            Self::Compare {
                path,
                op: Op::Contains | Op::StartsWith | Op::EndsWith,
                value: Value::String(text),
            } if text.is_empty() => Self::Present(path),
            Self::In { path, values } => one_of(path, values),
            other => other,
        }
    }

    /// The levels of nesting; 1 for a lone condition.
    pub fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut waiting = vec![(self, 1)];
        while let Some((filter, level)) = waiting.pop() {
            deepest = deepest.max(level);
            match filter {
                Self::And(parts) | Self::Or(parts) => {
                    waiting.extend(parts.iter().map(|part| (part, level + 1)));
                }
                Self::Not(part) => waiting.push((part, level + 1)),
                _ => {}
            }
        }
        deepest
    }
}

fn all_of(parts: Vec<Filter>) -> Filter {
    let mut kept = Vec::with_capacity(parts.len());
    for part in parts {
        match part.normalised() {
            Filter::All => {}
            Filter::None => return Filter::None,
            Filter::And(inner) => kept.extend(inner),
            other => kept.push(other),
        }
    }
    alone_or(kept, Filter::All, Filter::And)
}

fn any_of(parts: Vec<Filter>) -> Filter {
    let mut kept = Vec::with_capacity(parts.len());
    for part in parts {
        match part.normalised() {
            Filter::None => {}
            Filter::All => return Filter::All,
            Filter::Or(inner) => inner.into_iter().for_each(|part| join(&mut kept, part)),
            other => join(&mut kept, other),
        }
    }
    for part in &mut kept {
        if let Filter::In { path, values } = part {
            *part = one_of(path.clone(), std::mem::take(values));
        }
    }
    alone_or(kept, Filter::None, Filter::Or)
}

/// Adds an alternative; what a field equals is gathered in one `In`.
fn join(kept: &mut Vec<Filter>, part: Filter) {
    let (path, values) = match part {
        Filter::Compare { path, op: Op::Equals, value } => (path, vec![value]),
        Filter::In { path, values } => (path, values),
        other => return kept.push(other),
    };
    for other in &mut *kept {
        if let Filter::In { path: known, values: gathered } = other
            && *known == path
        {
            return gathered.extend(values);
        }
    }
    kept.push(Filter::In { path, values });
}

fn one_of(path: Path, mut values: Vec<Value>) -> Filter {
    let mut seen = std::collections::HashSet::with_capacity(values.len());
    values.retain(|value| seen.insert(value.clone()));
    if values.len() > 1 {
        return Filter::In { path, values };
    }
    match values.pop() {
        Some(value) => Filter::equals(path, value),
        None => Filter::None,
    }
}

fn alone_or(mut parts: Vec<Filter>, none: Filter, many: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match parts.len() {
        0 => none,
        1 => parts.pop().unwrap_or(none),
        _ => many(parts),
    }
}

#[cfg(test)]
mod tests;
