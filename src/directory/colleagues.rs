//! Whom people are compared with: who does the same work.

/// So many colleagues, at least, say something about what is usual.
pub const FEWEST_COLLEAGUES: u32 = 2;
/// In an organisation of more, people do too many different things to be compared.
pub const MOST_IN_ORGANISATION: u32 = 400;

crate::words! {
    /// Who somebody's colleagues are.
    pub enum Colleagues {
        /// Those with the same manager.
        Team = "team",
        /// Those of the same organisation.
        Organisation = "organisation",
    }
}

impl Colleagues {
    /// Whom somebody is compared with: those with the same manager; where these are too few, those of the same
    /// organisation, if there are enough and not too many. Nobody counts as a colleague of themselves.
    pub fn among(team: u32, organisation: u32) -> Self {
        let compares = (FEWEST_COLLEAGUES..=MOST_IN_ORGANISATION).contains(&organisation);
        if team < FEWEST_COLLEAGUES && compares { Self::Organisation } else { Self::Team }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organisation_stands_in_where_a_team_is_too_small() {
        assert_eq!(Colleagues::among(2, 300), Colleagues::Team);
        assert_eq!(Colleagues::among(1, 2), Colleagues::Organisation);
        assert_eq!(Colleagues::among(0, 400), Colleagues::Organisation, "nobody above them");
        assert_eq!(Colleagues::among(1, 1), Colleagues::Team, "neither says anything");
        assert_eq!(Colleagues::among(0, 401), Colleagues::Team, "a whole company says nothing");
    }
}
