//! v2 conditions, of events and scopes: fields are compared with literals and with one another.

use serde_json::{Map, Value as Json};

use super::bounds::Budget;
use super::error::{WHOLE, clip};
use super::evaluate::any_holds;
use super::{Filter, FilterError, NodeFault, Op, Path, Value, found};

/// Every operator, as refusals list them.
const OPERATORS: &str = "and, or, equals, not_equals, gt, gte, lt, lte, contains, not_contains, starts_with, \
                         not_starts_with, ends_with, not_ends_with";

/// A condition on the fields of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Condition {
    /// Always true.
    #[default]
    Always,
    /// Every part is true.
    And(Vec<Condition>),
    /// One part is true.
    Or(Vec<Condition>),
    /// A comparison.
    Test(Test),
}

/// A comparison: the left operand with any of the right ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// How they are compared.
    pub op: Op,
    /// Whether the comparison must fail (`not_…`).
    pub negated: bool,
    /// What is compared.
    pub left: Operand,
    /// With any of what.
    pub right: Vec<Operand>,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// The values of a field.
    Field(Path),
    /// A value.
    Literal(Value),
}

impl Condition {
    /// Reads `{version: "v2", filter}`. Null and an object without members are always true, as are a filter
    /// and a list without members.
    pub fn parse(condition: &Json) -> Result<Self, FilterError> {
        let mut reader = Reader::default();
        let Some(members) = object_or_null(condition).map_err(|fault| reader.fault("", fault))? else {
            return Ok(Self::Always);
        };
        match members.get("version") {
            Some(Json::String(version)) if version == "v2" => {}
            Some(_) => return Err(reader.fault("version", NodeFault::MustBe("`v2`"))),
            None => return Err(reader.fault("version", NodeFault::Missing)),
        }
        match members.get("filter") {
            Some(filter) => reader.expression(filter).map_err(|error| error.within("filter")),
            None => Ok(Self::Always),
        }
    }

    /// Whether the condition is true of an object.
    ///
    /// A field compares with literals as in a [`Filter`]. Two fields are equal only when they hold the same values to
    /// the letter, in whatever order, for `not_equals` of two fields asks whether something has changed.
    pub fn is_true(&self, object: &Json) -> bool {
        match self {
            Self::Always => true,
            Self::And(parts) => parts.iter().all(|part| part.is_true(object)),
            Self::Or(parts) => parts.is_empty() || parts.iter().any(|part| part.is_true(object)),
            Self::Test(test) => test.is_true(object),
        }
    }

    /// The filter that matches the same objects; an error if two fields, or two literals, are compared.
    pub fn to_filter(&self) -> Result<Filter, FilterError> {
        match self {
            Self::Always => Ok(Filter::All),
            Self::And(parts) => parts.iter().map(Self::to_filter).collect::<Result<_, _>>().map(Filter::And),
            Self::Or(parts) => parts.iter().map(Self::to_filter).collect::<Result<_, _>>().map(Filter::Or),
            Self::Test(test) => test.to_filter(),
        }
    }
}

impl Test {
    fn is_true(&self, object: &Json) -> bool {
        let literal;
        let left = match &self.left {
            Operand::Field(path) => found(object, path),
            Operand::Literal(value) => {
                literal = value.to_json();
                vec![&literal]
            }
        };
        let holds = |right: &Operand| match (&self.left, right) {
            (_, Operand::Literal(value)) => any_holds(&left, self.op, std::slice::from_ref(value)),
            (Operand::Field(_), Operand::Field(path)) if self.op == Op::Equals => {
                same(&left, &found(object, path))
            }
            (_, Operand::Field(path)) => {
                let values = found(object, path);
                let wanted: Vec<Value> = values.iter().filter_map(|value| Value::from_json(value)).collect();
                any_holds(&left, self.op, if values.is_empty() { &[Value::Null] } else { &wanted })
            }
        };
        self.right.iter().any(holds) != self.negated
    }

    fn to_filter(&self) -> Result<Filter, FilterError> {
        let fault = |at: &Path| FilterError::Node { at: at.to_string(), fault: NodeFault::NotAFieldTest };
        let path = match (&self.left, self.right.first()) {
            (Operand::Field(path), _) => path,
            (Operand::Literal(_), Some(Operand::Field(path))) => return Err(fault(path)),
            (Operand::Literal(value), _) => {
                return Err(FilterError::Node { at: clip(&value.text()), fault: NodeFault::NotAFieldTest });
            }
        };
        let mut parts = Vec::with_capacity(self.right.len());
        for right in &self.right {
            let Operand::Literal(value) = right else { return Err(fault(path)) };
            parts.push(Filter::Compare { path: path.clone(), op: self.op, value: value.clone() });
        }
        let filter = if parts.is_empty() { Filter::None } else { Filter::Or(parts).normalised() };
        Ok(if self.negated { filter.negated() } else { filter })
    }
}

/// Whether two fields hold the same values.
fn same(one: &[&Json], other: &[&Json]) -> bool {
    let sorted = |values: &[&Json]| {
        let mut texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        texts
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

/// Reads expressions by recursion, which the bound on nesting keeps shallow.
#[derive(Default)]
struct Reader {
    budget: Budget,
    /// The groups around what is being read, and which of their parts it is.
    trail: Vec<(&'static str, usize)>,
}

impl Reader {
    fn expression(&mut self, expression: &Json) -> Result<Condition, FilterError> {
        Budget::level(self.trail.len() + 1)?;
        self.budget.leaves(1)?;
        let Some(members) = object_or_null(expression).map_err(|fault| self.fault("", fault))? else {
            return Ok(Condition::Always);
        };
        let mut members = members.iter();
        let (Some((word, arguments)), None) = (members.next(), members.next()) else {
            return Err(self.fault("", NodeFault::MustBe("an object with one operator")));
        };
        match word.as_str() {
            "and" => self.group("and", arguments, Condition::And),
            "or" => self.group("or", arguments, Condition::Or),
            word => self.test(word, arguments).map(Condition::Test),
        }
    }

    fn group(
        &mut self,
        word: &'static str,
        parts: &Json,
        kind: impl FnOnce(Vec<Condition>) -> Condition,
    ) -> Result<Condition, FilterError> {
        let Json::Array(parts) = parts else {
            return Err(self.fault(word, NodeFault::MustBe("an array of expressions")));
        };
        let mut read = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            self.trail.push((word, index));
            read.push(self.expression(part)?);
            self.trail.pop();
        }
        Ok(if read.is_empty() { Condition::Always } else { kind(read) })
    }

    fn test(&mut self, word: &str, arguments: &Json) -> Result<Test, FilterError> {
        let (negated, plain) = word.strip_prefix("not_").map_or((false, word), |plain| (true, plain));
        let (op, left, right): (Op, &[&str], &[&str]) = match plain {
            "equals" => (Op::Equals, &["left"], &["right"]),
            "gt" if !negated => (Op::GreaterThan, &["left"], &["right"]),
            "gte" if !negated => (Op::GreaterOrEqual, &["left"], &["right"]),
            "lt" if !negated => (Op::LessThan, &["left"], &["right"]),
            "lte" if !negated => (Op::LessOrEqual, &["left"], &["right"]),
            "contains" => {
                (Op::Contains, &["in_string", "in_string_array"], &["search_string", "search_string_array"])
            }
            "starts_with" => (Op::StartsWith, &["value"], &["prefix"]),
            "ends_with" => (Op::EndsWith, &["value"], &["suffix"]),
            _ => {
                return Err(self.fault("", NodeFault::Unknown { given: clip(word), allowed: OPERATORS }));
            }
        };
        let Json::Object(arguments) = arguments else {
            return Err(self.fault(word, NodeFault::MustBe("an object")));
        };
        let (at, left) = self.argument(word, arguments, left)?;
        let left = self.operand(&at, left)?;
        let (at, right) = self.argument(word, arguments, right)?;
        let right = match right {
            Json::Array(operands) if at.ends_with("_array") => {
                self.budget.leaves(operands.len())?;
                let numbered = operands.iter().enumerate();
                numbered.map(|(index, operand)| self.operand(&format!("{at}[{index}]"), operand)).collect()
            }
            operand => self.operand(&at, operand).map(|operand| vec![operand]),
        }?;
        Ok(Test { op, negated, left, right })
    }

    /// The first of the arguments that is given, and where it stands.
    fn argument<'a>(
        &self,
        word: &str,
        arguments: &'a Map<String, Json>,
        names: &[&str],
    ) -> Result<(String, &'a Json), FilterError> {
        let given = names.iter().find_map(|name| Some((format!("{word}.{name}"), arguments.get(*name)?)));
        given.ok_or_else(|| {
            let name = names.first().copied().unwrap_or_default();
            self.fault(&format!("{word}.{name}"), NodeFault::Missing)
        })
    }

    fn operand(&mut self, at: &str, operand: &Json) -> Result<Operand, FilterError> {
        match operand {
            Json::String(name) => {
                self.budget.bytes(name.len())?;
                Path::dotted(name)
                    .map(Operand::Field)
                    .map_err(|error| self.fault(at, NodeFault::Path(error.fault)))
            }
            Json::Object(members) => {
                let literal = members.get("literal").and_then(Value::from_json).ok_or_else(|| {
                    self.fault(
                        &format!("{at}.literal"),
                        NodeFault::MustBe("a text, a number, a boolean or null"),
                    )
                })?;
                if let Value::String(text) = &literal {
                    self.budget.bytes(text.len())?;
                    if text.contains('\0') {
                        return Err(self.fault(&format!("{at}.literal"), NodeFault::Nul));
                    }
                }
                Ok(Operand::Literal(literal))
            }
            _ => Err(self.fault(at, NodeFault::MustBe("a field name or an object with a literal"))),
        }
    }

    fn fault(&self, member: &str, fault: NodeFault) -> FilterError {
        let mut steps: Vec<String> =
            self.trail.iter().map(|(word, index)| format!("{word}[{index}]")).collect();
        if !member.is_empty() {
            steps.push(member.to_owned());
        }
        let at = if steps.is_empty() { WHOLE.to_owned() } else { steps.join(".") };
        FilterError::Node { at, fault }
    }
}

/// The members of an object; none if it has none, or is null.
fn object_or_null(json: &Json) -> Result<Option<&Map<String, Json>>, NodeFault> {
    match json {
        Json::Null => Ok(None),
        Json::Object(members) => Ok(Some(members).filter(|members| !members.is_empty())),
        _ => Err(NodeFault::MustBe("an object")),
    }
}

#[cfg(test)]
mod tests;
