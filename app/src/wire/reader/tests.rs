//! What is read, and what is not.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::read;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Shape {
    Dot,
    Circle(u8),
    Line(i64, f64),
    Square { side: String },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Drawing {
    shapes: Vec<Shape>,
    note: Option<String>,
    #[serde(default)]
    tries: u32,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Rest {
    places: BTreeMap<String, (bool, ())>,
}

#[test]
fn reads_what_serde_writes() {
    let json = r#"{"shapes":["dot",{"circle":7},{"line":[-1,0.5]},{"square":{"side":"a"}}],
        "more":[1],"places":{"x":[true,null]}}"#;
    let drawing: Drawing = read(json).unwrap();
    let square = Shape::Square { side: "a".into() };
    assert_eq!(drawing.shapes, [Shape::Dot, Shape::Circle(7), Shape::Line(-1, 0.5), square]);
    assert_eq!((drawing.note, drawing.tries), (None, 0));
    assert_eq!(drawing.rest.places["x"], (true, ()));
}

#[test]
fn reads_nothing_into_another_type() {
    assert_eq!(read::<u8>("256"), None);
    assert_eq!(read::<String>("1"), None);
    assert_eq!(read::<Vec<u8>>(r#"{"a":1}"#), None);
    assert_eq!(read::<Shape>(r#""round""#), None);
    assert_eq!(read::<()>("nul"), None);
}
