//! Icons: one set, [Lucide](https://lucide.dev) (ISC, see `LICENSE-lucide`).
//!
//! The drawings stand once in each document, as symbols of [`SPRITE`]; an icon only points at its
//! symbol, so that a long list repeats no path and the browser's program carries none.

use leptos::prelude::*;

/// The symbols of all icons, written into the document by the shell.
#[cfg(feature = "ssr")]
pub const SPRITE: &str = include_str!("icons.svg");

macro_rules! icons {
    ($($name:ident = $id:literal,)*) => {
        /// An icon of the set, by its Lucide name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each is the Lucide icon of that name")]
        pub enum IconName { $($name,)* }

        impl IconName {
            /// Every icon there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Where its drawing is in the document.
            const fn href(self) -> &'static str {
                match self { $(Self::$name => concat!("#i-", $id),)* }
            }
        }
    };
}

icons! {
    AppWindow = "app-window",
    ArrowDown = "arrow-down",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    BadgeCheck = "badge-check",
    Ban = "ban",
    Bell = "bell",
    Building2 = "building-2",
    Cable = "cable",
    Calendar = "calendar",
    CalendarClock = "calendar-clock",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronsUpDown = "chevrons-up-down",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleDot = "circle-dot",
    CircleX = "circle-x",
    ClipboardCheck = "clipboard-check",
    Clock = "clock",
    CloudOff = "cloud-off",
    Copy = "copy",
    Download = "download",
    Ellipsis = "ellipsis",
    ExternalLink = "external-link",
    Eye = "eye",
    Filter = "filter",
    Forward = "forward",
    Gauge = "gauge",
    GitCompareArrows = "git-compare-arrows",
    Globe = "globe",
    History = "history",
    Hourglass = "hourglass",
    House = "house",
    Inbox = "inbox",
    Info = "info",
    KeyRound = "key-round",
    Keyboard = "keyboard",
    Layers = "layers",
    LayoutGrid = "layout-grid",
    Link = "link",
    List = "list",
    LoaderCircle = "loader-circle",
    Lock = "lock",
    LogOut = "log-out",
    Mail = "mail",
    Menu = "menu",
    MessageSquare = "message-square",
    Minus = "minus",
    Monitor = "monitor",
    Moon = "moon",
    Paperclip = "paperclip",
    Pencil = "pencil",
    Plane = "plane",
    Play = "play",
    Plus = "plus",
    RefreshCw = "refresh-cw",
    RotateCcw = "rotate-ccw",
    Save = "save",
    Scale = "scale",
    ScrollText = "scroll-text",
    Search = "search",
    Send = "send",
    Settings = "settings",
    ShieldAlert = "shield-alert",
    ShieldCheck = "shield-check",
    ShoppingCart = "shopping-cart",
    Sparkles = "sparkles",
    Sun = "sun",
    Table2 = "table-2",
    Tag = "tag",
    Timer = "timer",
    Trash2 = "trash-2",
    TriangleAlert = "triangle-alert",
    Undo2 = "undo-2",
    UserPlus = "user-plus",
    UserRound = "user-round",
    UserRoundCheck = "user-round-check",
    Users = "users",
    Waypoints = "waypoints",
    Wrench = "wrench",
    X = "x",
    Zap = "zap",
}

/// An icon beside words, or in a control that has a label: it is hidden from screen readers.
#[component]
pub fn Icon(
    /// Which.
    name: IconName,
    /// Size, colour and place; the size is 16 px unless told.
    #[prop(default = "size-4".into(), into)]
    class: String,
) -> impl IntoView {
    view! {
        <svg class=format!("{class} shrink-0") aria-hidden="true">
            <use href=name.href()></use>
        </svg>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_a_drawing_and_every_drawing_a_name() {
        for icon in IconName::ALL {
            let id = icon.href().trim_start_matches('#');
            assert!(SPRITE.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert_eq!(SPRITE.matches("<symbol").count(), IconName::ALL.len());
    }
}
