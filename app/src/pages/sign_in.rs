//! Sign in: a plain form, so that it works before and without the program.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::api::sign_in::{DemoAccount, SignInOptions, sign_in_options};
use crate::components::{
    Alert, Avatar, Button, ButtonKind, ButtonLink, Field, Icon, IconName, Logo, PageTitle, Size, Tone,
};
use crate::{text, url};

/// The sign-in page: `?next=` is where to go then, `?error=` why the last try failed, `?user=` who it was.
#[component]
pub fn SignIn() -> impl IntoView {
    let options = Resource::new(|| (), |()| sign_in_options());
    let page = move || {
        Suspend::new(async move {
            // Without its extras the form is still a form.
            let options = options.await.unwrap_or_default();
            view! { <Page options/> }
        })
    };
    view! {
        <PageTitle text="Sign in"/>
        <Transition>{page}</Transition>
    }
}

#[component]
fn Page(options: SignInOptions) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let next = query.get("next").map_or_else(|| "/".to_owned(), |next| url::local_or_home(&next).to_owned());
    let SignInOptions { organisation, provider, demo } = options;
    let columns = if demo.is_empty() { "" } else { "lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]" };
    let demo = (!demo.is_empty()).then(|| view! { <Demo accounts=demo next=next.clone()/> });
    view! {
        <div class=format!("grid min-h-dvh bg-surface {columns}")>
            <main id="main" class="flex flex-col px-6 py-6 sm:px-10">
                <p class="flex items-center gap-2 text-base font-semibold tracking-tight">
                    <Logo class="size-7"/>
                    "Bailiwick"
                </p>
                <div class="mx-auto my-auto w-full max-w-sm py-10">
                    <h1 class="text-2xl font-semibold">"Sign in"</h1>
                    {organisation.map(|name| view! { <p class="mt-1 text-base text-muted">{format!("to {name}")}</p> })}
                    {provider.map(|name| view! { <Provider name next=next.clone()/> })}
                    <PasswordForm next error=query.get("error") user=query.get("user")/>
                </div>
            </main>
            {demo}
        </div>
    }
    .into_any()
}

#[component]
fn Provider(name: String, next: String) -> impl IntoView {
    let href = url::to("/signin/openid", &[("next", &next)]);
    view! {
        <div class="mt-6 grid">
            <ButtonLink href size=Size::Large icon=IconName::Building2 external=true>
                {format!("Continue with {name}")}
            </ButtonLink>
        </div>
        <p class="mt-5 flex items-center gap-3 text-meta text-faint before:h-px before:flex-1 before:bg-line-strong after:h-px after:flex-1 after:bg-line-strong">
            "or with a password"
        </p>
    }
    .into_any()
}

#[component]
fn PasswordForm(next: String, error: Option<String>, user: Option<String>) -> impl IntoView {
    let wrong = error.as_deref() == Some("credentials");
    let alert = error.map(|code| {
        let (title, more) = text::sign_in_error(&code);
        let tone = if code == "expired" { Tone::Progress } else { Tone::Rejected };
        view! { <Alert tone title urgent=true>{more}</Alert> }
    });
    view! {
        <form method="post" action="/signin" class="mt-6 grid gap-4" aria-label="Sign in with a password">
            {alert}
            <input type="hidden" name="next" value=next/>
            <Field
                name="userName"
                label="User name or mail"
                size=Size::Large
                value=user.unwrap_or_default()
                autocomplete="username"
                required_silently=true
            />
            <Field
                name="password"
                label="Password"
                r#type="password"
                size=Size::Large
                autocomplete="current-password"
                required_silently=true
                invalid=wrong
            />
            <Button submit=true kind=ButtonKind::Primary size=Size::Large class="w-full">
                "Sign in"
            </Button>
        </form>
    }
    .into_any()
}

/// The people of the demo data; each is a form of its own, so that one press signs in.
#[component]
fn Demo(accounts: Vec<DemoAccount>, next: String) -> impl IntoView {
    let person = |account: DemoAccount| {
        view! {
            <li>
                <form method="post" action="/signin">
                    <input type="hidden" name="next" value=next.clone()/>
                    <input type="hidden" name="userName" value=account.user_name/>
                    <input type="hidden" name="password" value=account.password/>
                    <button
                        type="submit"
                        class="flex w-full items-center gap-3 rounded-md px-4 py-2.5 text-start hover:bg-hover"
                    >
                        <Avatar name=account.name.clone()/>
                        <span class="min-w-0 flex-1">
                            <span class="block truncate text-sm font-medium">{account.name}</span>
                            <span class="block text-meta text-muted">{account.does}</span>
                        </span>
                        <Icon name=IconName::ArrowRight class="size-4 text-faint"/>
                    </button>
                </form>
            </li>
        }
    };
    view! {
        <aside
            class="relative isolate flex items-center overflow-hidden border-line bg-canvas px-6 py-10 max-lg:border-t sm:px-10 lg:border-s"
            aria-labelledby="demo"
        >
            <Fields/>
            <div class="relative mx-auto w-full max-w-sm rounded-md border border-line bg-surface shadow-float">
                <div class="border-b border-line px-4 py-3">
                    <h2 id="demo" class="text-sm font-semibold">
                        "Demo organisation"
                    </h2>
                    <p class="text-meta text-muted">"Made-up people. Choose whose eyes to look through."</p>
                </div>
                <ul class="divide-y divide-line">{accounts.into_iter().map(person).collect_view()}</ul>
            </div>
        </aside>
    }
    .into_any()
}

/// Fields and fences, as on an old map: decoration.
#[component]
fn Fields() -> impl IntoView {
    const CORNERS: [(&str, &str); 5] =
        [("200", "120"), ("470", "190"), ("180", "400"), ("430", "470"), ("150", "232")];
    view! {
        <svg
            class="pointer-events-none absolute inset-0 size-full"
            viewBox="0 0 640 900"
            preserveAspectRatio="xMidYMid slice"
            aria-hidden="true"
        >
            <path
                class="fill-none stroke-line-strong"
                stroke-width="1"
                d="M-20 210 200 120 470 190 660 90M200 120 150-20M150 232 200 120M470 190 520-20M-20 470 180 400 150 232M180 400 430 470 470 190M430 470 660 380M180 400 120 690-20 740M120 690 390 730 430 470M390 730 660 640M390 730 350 920M120 690 90 920M560 672 600 920M300 435 270 712M-20 330 165 312M455 300 660 230"
            ></path>
            <path d="m180 400 250 70 40-280-270-70-50 112z" class="fill-accent" opacity=".07"></path>
            <g class="fill-accent">
                {CORNERS.map(|(cx, cy)| view! { <circle cx=cx cy=cy r="3.5"></circle> }).collect_view()}
            </g>
        </svg>
    }
}
