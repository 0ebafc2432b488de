//! The people who are there at every size: through their eyes the demo is looked at.

use bailiwick::authority::Authority;

use super::names::Name;

/// One of them.
pub(super) struct Member {
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    pub(super) title: &'static str,
    /// Their department; nobody's is empty but that of the chief executive.
    pub(super) department: &'static str,
    /// Their place in it: the head has 0, the others follow without a gap.
    pub(super) place: usize,
    pub(super) authorities: &'static [Authority],
    /// What one comes to see with their eyes; empty for those who only play along.
    pub(super) what: &'static str,
}

impl Member {
    pub(super) fn name(&self) -> Name {
        Name { given: self.given.into(), family: self.family.into() }
    }

    pub(super) fn sign_in(&self) -> String {
        self.name().sign_in()
    }
}

const NOTHING: &[Authority] = &[];

macro_rules! cast {
    ($($given:literal $family:literal, $title:literal, $department:literal $place:literal, $authorities:expr, $what:literal;)*) => {
        &[$(Member {
            given: $given, family: $family, title: $title, department: $department, place: $place,
            authorities: $authorities, what: $what,
        }),*]
    };
}

/// The cast, in the order in which the sign-in page shows them.
pub(super) const CAST: &[Member] = cast![
    "Jonas" "Lindqvist", "Accounts payable analyst", "Finance Operations" 2, NOTHING,
        "Employee: asks for access and follows it";
    "Marta" "Oyelaran", "Head of finance operations", "Finance Operations" 0, NOTHING,
        "Manager and reviewer: decides for her team";
    "Priya" "Raghunathan", "Financial controller", "Finance Operations" 1, NOTHING,
        "Owner: decides who may work with payments";
    "Grace" "Mbeki", "Identity governance lead", "Information Security" 1, &[Authority::AccessAdmin],
        "Access administrator: runs the programme";
    "Ingrid" "Thorvaldsdóttir", "Senior internal auditor", "Internal Audit" 1, &[Authority::Auditor],
        "Auditor: reads everything, changes nothing";
    "Dmitri" "Havel", "Access policy manager", "Compliance" 1, &[Authority::PolicyAdmin],
        "Policy administrator: keeps duties apart";
    "Noor" "Haddad", "Access review manager", "Enterprise Risk" 1, &[Authority::CertAdmin],
        "Certification administrator: runs the reviews";
    "Rubén" "Castellanos", "Platform administrator", "Cloud Platform" 1, &[Authority::OrgAdmin],
        "Organisation administrator: runs the installation";
    "Hana" "Sato", "Accounts payable analyst", "Finance Operations" 3, NOTHING,
        "Colleague: works beside Jonas";
    "Bo" "Li", "Finance intern", "Finance Operations" 5, NOTHING,
        "Intern: holds little, and not for long";
    "Aleksandra" "Wiśniewska-Kowalczyk", "Senior treasury and liquidity analyst", "Group Treasury" 1, NOTHING,
        "Treasury analyst: holds much";
    "Samuel" "Adeyemi", "Head of group treasury", "Group Treasury" 0, NOTHING,
        "Manager of another team";
    "Tom" "Ek", "Accounts payable analyst", "Finance Operations" 4, NOTHING, "";
    "Oskar" "Nyström-Bagge", "Accounts payable analyst", "Finance Operations" 6, NOTHING, "";
    "Luis" "Ferreira de Almeida", "Head of indirect procurement", "Procurement" 0, NOTHING, "";
    "Chiara" "Bellandi", "Claims finance lead", "Claims Finance" 0, NOTHING, "";
    "Helena" "Brandvold", "Chief executive officer", "" 0, NOTHING, "";
];

/// The member at a place of a department.
pub(super) fn at(department: &str, place: usize) -> Option<&'static Member> {
    CAST.iter().find(|member| member.department == department && member.place == place)
}

/// How many places of a department, behind the head's, the cast takes.
pub(super) fn places(department: &str) -> usize {
    CAST.iter().filter(|member| member.department == department && member.place > 0).count()
}

#[cfg(test)]
mod tests {
    use super::super::company::DIVISIONS;
    use super::*;

    #[test]
    fn every_member_has_a_place_that_exists_and_no_gap_is_left() {
        let departments: Vec<_> = DIVISIONS.iter().flat_map(|division| division.departments).collect();
        for member in CAST.iter().filter(|member| !member.department.is_empty()) {
            assert!(
                departments.iter().any(|department| department.name == member.department),
                "{}",
                member.family
            );
            assert!(member.place <= places(member.department), "{}", member.family);
        }
        for department in departments {
            assert!((1..=places(department.name)).all(|place| at(department.name, place).is_some()));
            assert!(places(department.name) + 2 <= department.least.min(super::super::tree::MOST));
            if let Some(head) = at(department.name, 0) {
                assert_eq!(head.title, department.head);
            }
        }
    }
}
