//! The document around the portal.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use crate::{App, components::SPRITE, server};

/// Where the browser finds the portal's files: addresses from the root, with the hash of each in its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    /// The JavaScript that starts the program.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// The styles.
    pub css: String,
}

/// The whole document. What is inline carries the nonce of the answer's content security policy.
pub fn shell(assets: Assets) -> impl IntoView {
    let Assets { js, wasm, css } = assets;
    let nonce = use_nonce();
    let start =
        format!("import init,{{hydrate}} from {js:?};await init({{module_or_path:{wasm:?}}});hydrate();");
    let program = server::runs_the_program().then(|| {
        view! {
            <link rel="modulepreload" href=js nonce=nonce.clone()/>
            <script type="module" src="/rows.js" nonce=nonce.clone()></script>
            <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
            <script type="module" nonce=nonce>
                {start}
            </script>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=server::theme().attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=css/>
                {program}
                <MetaTags/>
            </head>
            <body>
                <App/>
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    }
}
