//! The applications of Northmoor Mutual and the rights in them.

mod business;
mod company_wide;
mod finance;
mod insurance;
mod technology;

use bailiwick::catalog::Risk;

/// An application and its rights.
pub(super) struct Application {
    /// What roles call it by, and its native key.
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) risk: Risk,
    /// A department, whose head owns it, or the sign-in name of one of the cast.
    pub(super) owner: &'static str,
    /// How its accounts are called.
    pub(super) style: Style,
    /// Words, separated by blanks.
    pub(super) tags: &'static str,
    pub(super) rights: &'static [Right],
}

/// How an application names its accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As people sign in.
    SignIn,
    /// By their mail address.
    Mail,
    /// In capitals.
    Capitals,
}

/// An entitlement.
pub(super) struct Right {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) risk: Risk,
    /// Words, separated by blanks; `admin` is for administrators and cannot be asked for.
    pub(super) tags: &'static str,
    /// As for an application; its application's owner when empty.
    pub(super) owner: &'static str,
}

impl Right {
    /// Whether people may ask for it.
    pub(super) fn is_requestable(&self) -> bool {
        !(self.risk == Risk::Critical && self.tags.split(' ').any(|tag| tag == "admin"))
    }
}

/// Shorthand for tables of rights: key, name, risk, tags, description and sometimes the owner.
macro_rules! rights {
    ($($key:literal $name:literal $risk:ident [$tags:literal] $about:literal $($owner:literal)?;)*) => {
        &[$($crate::demo::catalog::Right {
            key: $key, name: $name, about: $about, risk: bailiwick::catalog::Risk::$risk, tags: $tags,
            owner: concat!($($owner)?),
        }),*]
    };
}
use rights;

/// All applications, those that everybody has first.
pub(super) fn applications() -> impl Iterator<Item = &'static Application> + Clone {
    [
        company_wide::APPLICATIONS,
        finance::APPLICATIONS,
        insurance::APPLICATIONS,
        business::APPLICATIONS,
        technology::APPLICATIONS,
    ]
    .into_iter()
    .flatten()
}
