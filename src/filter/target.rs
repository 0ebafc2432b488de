//! `targetFilter`: the JSON filter language.

use serde_json::{Map, Value as Json, json};

use super::bounds::Budget;
use super::error::{WHOLE, clip};
use super::{Filter, FilterError, NodeFault, Op, Path, Value, deeper_than};

/// Every operator, as refusals list them.
const OPERATORS: &str =
    "AND, OR, NOT, ALL, EXISTS, IN, EQUALS, CONTAINS, STARTS_WITH, ENDS_WITH, GT, GTE, LT, LTE";

/// What a text reader may descend into: twice the levels of a filter, and some to spare.
const MAX_JSON_LEVELS: usize = 100;

/// Reads a node `{operator, operand}`. Null and an object without members match everything. The tree is kept as it
/// was written; ask for its [normal form](Filter::normalised) before translating it.
pub fn parse(node: &Json) -> Result<Filter, FilterError> {
    Reader::default().node(node)
}

/// Reads the filter of a body `{targetFilter: node}`; null and a body without it match everything.
pub fn parse_body(body: &Json) -> Result<Filter, FilterError> {
    let filter = match body {
        Json::Null => None,
        Json::Object(members) => members.get("targetFilter"),
        _ => return Err(FilterError::Node { at: "body".to_owned(), fault: NodeFault::MustBe("an object") }),
    };
    filter.map_or(Ok(Filter::All), |node| parse(node).map_err(|error| error.within("targetFilter")))
}

/// As [`parse_body`], from the bytes of a body, which may be empty. However deep they are nested, the answer is
/// a [`FilterError`].
pub fn parse_body_bytes(body: &[u8]) -> Result<Filter, FilterError> {
    if body.trim_ascii().is_empty() {
        return Ok(Filter::All);
    }
    if deeper_than(body, MAX_JSON_LEVELS) {
        return Err(FilterError::TooDeep);
    }
    let json = serde_json::from_slice(body)
        .map_err(|error| FilterError::NotJson { line: error.line(), column: error.column() })?;
    parse_body(&json)
}

/// Writes a filter as a node; [`parse`] reads the same filter from it, unless it has groups without parts, which
/// become `ALL`.
pub fn write(filter: &Filter) -> Json {
    let leaf = |operator: &str, path: &Path, value: Json| json!({"operator": operator, "operand": {"targetName": path.as_str(), "targetValue": value}});
    let group = |operator: &str, parts: &[Filter]| {
        let parts: Vec<Json> = parts.iter().map(write).collect();
        json!({"operator": operator, "operand": parts})
    };
    match filter {
        Filter::All => group("ALL", &[]),
        Filter::None => group("NOT", &[Filter::All]),
        Filter::And(parts) => group("AND", parts),
        Filter::Or(parts) => group("OR", parts),
        Filter::Not(part) => group("NOT", std::slice::from_ref(part)),
        Filter::Compare { path, op, value } => leaf(op.operator(), path, value.to_json()),
        Filter::Present(path) => leaf("EXISTS", path, "".into()),
        Filter::In { path, values } => leaf("IN", path, values.iter().map(Value::to_json).collect()),
    }
}

/// Reads nodes by recursion, which the bound on nesting keeps shallow.
#[derive(Default)]
struct Reader {
    budget: Budget,
    /// Which operand of each group around is being read.
    trail: Vec<usize>,
}

impl Reader {
    fn node(&mut self, node: &Json) -> Result<Filter, FilterError> {
        Budget::level(self.trail.len() + 1)?;
        let node = match node {
            Json::Null => return self.all(),
            Json::Object(members) if members.is_empty() => return self.all(),
            Json::Object(members) => members,
            _ => return Err(self.fault("", NodeFault::MustBe("an object"))),
        };
        let operator = match node.get("operator") {
            Some(Json::String(operator)) => operator.as_str(),
            Some(_) => return Err(self.fault("operator", NodeFault::MustBe("a text"))),
            None => return Err(self.fault("operator", NodeFault::Missing)),
        };
        match operator {
            "ALL" => self.all(),
            "AND" => self.group(node, Filter::And),
            "OR" => self.group(node, Filter::Or),
            "NOT" => self.not(node),
            "EXISTS" => {
                self.budget.leaves(1)?;
                Ok(Filter::Present(self.name(self.leaf(node)?)?))
            }
            "IN" => self.one_of(node),
            other => match Op::ALL.into_iter().find(|op| op.operator() == other) {
                Some(op) => self.compare(node, op),
                None => {
                    Err(self.fault("operator", NodeFault::Unknown { given: clip(other), allowed: OPERATORS }))
                }
            },
        }
    }

    fn all(&mut self) -> Result<Filter, FilterError> {
        self.budget.leaves(1)?;
        Ok(Filter::All)
    }

    fn group(
        &mut self,
        node: &Map<String, Json>,
        kind: impl FnOnce(Vec<Filter>) -> Filter,
    ) -> Result<Filter, FilterError> {
        let operands = self.operands(node)?;
        if operands.is_empty() {
            return self.all();
        }
        let mut parts = Vec::new();
        for (index, operand) in operands.iter().enumerate() {
            parts.push(self.operand(index, operand)?);
        }
        Ok(kind(parts))
    }

    /// Only the first operand counts. None at all is refused: it could mean all or nothing.
    fn not(&mut self, node: &Map<String, Json>) -> Result<Filter, FilterError> {
        match self.operands(node)?.first() {
            Some(operand) => Ok(self.operand(0, operand)?.negated()),
            None => Err(self.fault("operand", NodeFault::MustBe("an array of one node"))),
        }
    }

    fn operand(&mut self, index: usize, operand: &Json) -> Result<Filter, FilterError> {
        self.trail.push(index);
        let filter = self.node(operand)?;
        self.trail.pop();
        Ok(filter)
    }

    fn compare(&mut self, node: &Map<String, Json>, op: Op) -> Result<Filter, FilterError> {
        self.budget.leaves(1)?;
        let leaf = self.leaf(node)?;
        let path = self.name(leaf)?;
        let value = leaf
            .get("targetValue")
            .ok_or_else(|| self.fault("operand.targetValue", NodeFault::Missing))
            .and_then(|value| self.value(value, "operand.targetValue"))?;
        Ok(Filter::Compare { path, op, value })
    }

    fn one_of(&mut self, node: &Map<String, Json>) -> Result<Filter, FilterError> {
        let leaf = self.leaf(node)?;
        let path = self.name(leaf)?;
        let values = match leaf.get("targetValue") {
            Some(Json::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => return Err(self.fault("operand.targetValue", NodeFault::Missing)),
        };
        self.budget.leaves(values.len().max(1))?;
        let mut read = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            read.push(self.value(value, &format!("operand.targetValue[{index}]"))?);
        }
        Ok(Filter::In { path, values: read })
    }

    fn operands<'a>(&self, node: &'a Map<String, Json>) -> Result<&'a [Json], FilterError> {
        match node.get("operand") {
            Some(Json::Array(operands)) => Ok(operands),
            Some(_) => Err(self.fault("operand", NodeFault::MustBe("an array of nodes"))),
            None => Err(self.fault("operand", NodeFault::Missing)),
        }
    }

    fn leaf<'a>(&self, node: &'a Map<String, Json>) -> Result<&'a Map<String, Json>, FilterError> {
        match node.get("operand") {
            Some(Json::Object(leaf)) => Ok(leaf),
            Some(_) => {
                Err(self.fault("operand", NodeFault::MustBe("an object with targetName and targetValue")))
            }
            None => Err(self.fault("operand", NodeFault::Missing)),
        }
    }

    fn name(&mut self, leaf: &Map<String, Json>) -> Result<Path, FilterError> {
        let at = "operand.targetName";
        let name = match leaf.get("targetName") {
            Some(Json::String(name)) => name,
            Some(_) => return Err(self.fault(at, NodeFault::MustBe("a text"))),
            None => return Err(self.fault(at, NodeFault::Missing)),
        };
        self.budget.bytes(name.len())?;
        Path::dotted(name).map_err(|error| self.fault(at, NodeFault::Path(error.fault)))
    }

    fn value(&mut self, value: &Json, at: &str) -> Result<Value, FilterError> {
        let value = Value::from_json(value)
            .ok_or_else(|| self.fault(at, NodeFault::MustBe("a text, a number, a boolean or null")))?;
        if let Value::String(text) = &value {
            self.budget.bytes(text.len())?;
            if text.contains('\0') {
                return Err(self.fault(at, NodeFault::Nul));
            }
        }
        Ok(value)
    }

    /// A fault of a member of the node being read, or of the node itself.
    fn fault(&self, member: &str, fault: NodeFault) -> FilterError {
        let mut steps: Vec<String> = self.trail.iter().map(|index| format!("operand[{index}]")).collect();
        if !member.is_empty() {
            steps.push(member.to_owned());
        }
        let at = if steps.is_empty() { WHOLE.to_owned() } else { steps.join(".") };
        FilterError::Node { at, fault }
    }
}

#[cfg(test)]
mod tests;
