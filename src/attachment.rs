//! Files beside comments: what is taken, by its name and by what is in it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AttachmentId, RequestId};

/// The most characters of a file's name.
pub const MOST_NAME: usize = 120;

crate::words! {
    /// What a file is. The words are the endings of names.
    pub enum FileType {
        /// A document for reading.
        Pdf = "pdf",
        /// A picture.
        Png = "png",
        /// A photograph.
        Jpeg = "jpeg",
        /// Words.
        Text = "txt",
        /// A table as text.
        Csv = "csv",
        /// A document of a word processor.
        Docx = "docx",
        /// A spreadsheet.
        Xlsx = "xlsx",
    }
}

impl FileType {
    /// By the ending of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_lowercase().as_str() {
            "jpg" => Some(Self::Jpeg),
            ending => ending.parse().ok(),
        }
    }

    /// How browsers call it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// Whether a content is what its name says.
    pub fn fits(self, content: &[u8]) -> bool {
        let has = |part: &[u8]| content.windows(part.len()).any(|window| window == part);
        let zipped =
            |folder: &[u8]| content.starts_with(b"PK\x03\x04") && has(b"[Content_Types].xml") && has(folder);
        match self {
            Self::Pdf => content.starts_with(b"%PDF-"),
            Self::Png => content.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => content.starts_with(b"\xff\xd8\xff"),
            // Pages for browsers do no harm as text: they are never shown, only handed over.
            Self::Text | Self::Csv => std::str::from_utf8(content)
                .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))),
            Self::Docx => zipped(b"word/"),
            Self::Xlsx => zipped(b"xl/"),
        }
    }
}

/// Which types are taken: their words, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct FileTypes(pub Vec<FileType>);

impl Default for FileTypes {
    fn default() -> Self {
        Self(FileType::ALL.to_vec())
    }
}

impl fmt::Display for FileTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|kind| kind.as_str()).collect();
        f.write_str(&words.join(","))
    }
}

impl FromStr for FileTypes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let kind =
            |word: &str| word.parse().map_err(|_| format!("`{word}` is no type of file that is known"));
        words.map(kind).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for FileTypes {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// What is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The most bytes.
    pub most_bytes: usize,
    /// Which types.
    pub types: FileTypes,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It has no name that could be one.
    #[error("must have a name like `report.pdf`")]
    Name,
    /// Its type is not taken.
    #[error("must be one of {0}")]
    Type(FileTypes),
    /// It is not what its name says.
    #[error("is not what its name says: no {0}")]
    Content(FileType),
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// It is too large.
    #[error("must have at most {0} bytes")]
    TooLarge(usize),
}

/// A file beside a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Server-made.
    pub id: AttachmentId,
    /// The request it belongs to.
    pub request: RequestId,
    /// What it is called; never a path.
    pub name: String,
    /// What it is.
    pub kind: FileType,
    /// Bytes.
    pub size: u64,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// A file's name without its path, without what could confuse a header, a shell or a reader.
fn clean_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '(' | ')');
    let clean: String = last.chars().map(|c| if harmless(c) { c } else { '_' }).collect();
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let (stem, ending) = clean.rsplit_once('.')?;
    let stem: String = stem.trim_end().chars().take(MOST_NAME.saturating_sub(ending.len() + 1)).collect();
    (!stem.is_empty() && !ending.is_empty()).then(|| format!("{stem}.{ending}"))
}

/// Name and type of a file, if its name says that it may be taken: what can be known before a byte of it is read.
///
/// # Errors
/// It has no name, or a type that is not taken.
pub fn check_name(name: &str, taken: &Taken) -> Result<(String, FileType), FileFault> {
    let name = clean_name(name).ok_or(FileFault::Name)?;
    let kind = FileType::of_name(&name).filter(|kind| taken.types.0.contains(kind));
    Ok((name, kind.ok_or_else(|| FileFault::Type(taken.types.clone()))?))
}

/// Whether the content may be taken.
///
/// # Errors
/// It is empty, too large, or not what its name says.
pub fn check_content(kind: FileType, content: &[u8], taken: &Taken) -> Result<(), FileFault> {
    if content.is_empty() {
        Err(FileFault::Empty)
    } else if content.len() > taken.most_bytes {
        Err(FileFault::TooLarge(taken.most_bytes))
    } else if kind.fits(content) {
        Ok(())
    } else {
        Err(FileFault::Content(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> Taken {
        Taken { most_bytes: 100, types: FileTypes::default() }
    }

    #[test]
    fn a_name_is_no_path_and_no_header() {
        let name = |text: &str| check_name(text, &taken()).map(|(name, _)| name);
        assert_eq!(name("../../etc/Report 1.PDF"), Ok("Report 1.PDF".into()));
        assert_eq!(name("C:\\temp\\a.txt"), Ok("a.txt".into()));
        assert_eq!(name("a\"; filename=b\r\n.txt"), Ok("a__ filename_b__.txt".into()));
        assert_eq!(name("Übersicht (2).csv"), Ok("Übersicht (2).csv".into()));
        assert_eq!(name("..."), Err(FileFault::Name));
        assert_eq!(name(".pdf"), Err(FileFault::Name));
        assert!(name(&format!("{}.pdf", "x".repeat(900))).unwrap().chars().count() <= MOST_NAME);
        assert_eq!(name("run.exe").unwrap_err().to_string(), "must be one of pdf,png,jpeg,txt,csv,docx,xlsx");
        assert_eq!(check_name("a.jpg", &taken()).unwrap().1, FileType::Jpeg);
    }

    #[test]
    fn a_content_is_what_its_name_says() {
        let check = |kind, content: &[u8]| check_content(kind, content, &taken());
        assert_eq!(check(FileType::Pdf, b"%PDF-1.7 x"), Ok(()));
        assert_eq!(check(FileType::Pdf, b"MZ\x90"), Err(FileFault::Content(FileType::Pdf)));
        assert_eq!(check(FileType::Png, b"\x89PNG\r\n\x1a\n0"), Ok(()));
        assert_eq!(check(FileType::Text, "Grüße\n".as_bytes()), Ok(()));
        assert!(check(FileType::Text, b"a\0b").is_err());
        assert_eq!(check(FileType::Docx, b"PK\x03\x04 [Content_Types].xml word/document.xml"), Ok(()));
        assert!(check(FileType::Xlsx, b"PK\x03\x04 [Content_Types].xml word/document.xml").is_err());
        assert_eq!(check(FileType::Text, b""), Err(FileFault::Empty));
        assert_eq!(check(FileType::Text, &[b'a'; 101]), Err(FileFault::TooLarge(100)));
    }

    #[test]
    fn the_types_taken_are_words() {
        assert_eq!("pdf, png".parse::<FileTypes>().unwrap().to_string(), "pdf,png");
        assert!("pdf,exe".parse::<FileTypes>().unwrap_err().contains("`exe`"));
        assert_eq!(FileTypes::default().to_string().parse(), Ok(FileTypes::default()));
    }
}
