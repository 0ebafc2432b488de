//! Values of which there are only a few.

bailiwick::words! {
    /// The claim of an OpenID provider that is the user name here.
    pub enum OpenidClaim {
        /// What people call themselves there; for many providers the name they sign in with.
        PreferredUsername = "preferred_username",
        /// A mail address that the provider has verified.
        Email = "email",
        /// The provider's own identifier.
        Sub = "sub",
    }
}

bailiwick::words! {
    /// How log lines are written.
    pub enum LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object a line, for machines.
        Json = "json",
    }
}
