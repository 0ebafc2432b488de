//! Who works at Northmoor Mutual, at any size: a few bytes for each person, the rest is
//! thrown again from the same dice when it is needed.

use std::collections::HashMap;

use bailiwick::directory::{Organisation, Status, User};
use bailiwick::id::OrganisationId;
use chrono::{DateTime, Duration, Utc};

use super::cast::{self, CAST, Member};
use super::company::{COMPANY, DIVISIONS, Department, EXECUTIVE_OFFICE, EXECUTIVE_TITLES};
use super::dice::{Dice, Ids, Kind};
use super::names::Name;
use super::tree;

/// From this size on, a department's people belong to its offices.
const SPLITS_AT: usize = 60;
/// From this size on, a department has directors.
const DIRECTORS_AT: usize = 150;

/// A person, as far as it is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    /// Whom they report to; themselves for the chief executive.
    pub(super) manager: u32,
    /// What makes the sign-in name unique; 1 adds nothing.
    suffix: u32,
    hired_days_ago: u16,
    /// [`Company::departments`]; none for executives.
    department: Option<u8>,
    job: u8,
    depth: u8,
    city: u8,
    pub(super) reports: u8,
    pub(super) contractor: bool,
    pub(super) left: bool,
}

/// A department at this size.
pub(super) struct Place {
    pub(super) spec: &'static Department,
    /// Its place in [`DIVISIONS`].
    pub(super) division: usize,
    /// The first person, who leads it.
    pub(super) head: usize,
    size: usize,
    deepest: u8,
    organisation: usize,
}

/// The whole company.
pub(super) struct Company {
    pub(super) seed: u64,
    pub(super) ids: Ids,
    /// Midnight of the day the demo is made.
    pub(super) today: DateTime<Utc>,
    pub(super) people: Vec<Person>,
    pub(super) departments: Vec<Place>,
    organisations: Vec<(String, Option<usize>)>,
    cast: HashMap<usize, &'static Member>,
    /// Executives and their staff: titles, in order.
    top: Vec<&'static str>,
}

impl Company {
    /// A company of `size` people (at least 200).
    pub(super) fn new(seed: u64, size: usize, today: DateTime<Utc>) -> Self {
        let ids = Ids::new(seed, today - Duration::days(430));
        let mut company = Self {
            seed,
            ids,
            today,
            people: Vec::with_capacity(size),
            departments: Vec::new(),
            organisations: vec![(COMPANY.into(), None), (EXECUTIVE_OFFICE.into(), Some(0))],
            cast: HashMap::new(),
            top: Vec::new(),
        };
        company.hire_executives();
        company.hire_departments(size);
        company.name_everybody();
        company
    }

    fn hire_executives(&mut self) {
        self.top.extend(EXECUTIVE_TITLES);
        self.top.extend(DIVISIONS.iter().filter_map(|division| division.executive));
        for at in 0..self.top.len() {
            self.hire(0, None, tree::Place { manager: 0, depth: 0, reports: 0 }, at);
        }
        self.people[0].reports = u8::try_from(self.top.len() - 1).unwrap_or(u8::MAX);
        self.cast.extend(cast::at("", 0).map(|member| (0, member)));
    }

    fn hire_departments(&mut self, size: usize) {
        let parts: Vec<_> =
            DIVISIONS.iter().flat_map(|division| division.departments).map(|d| (d.least, d.weight)).collect();
        let mut shares = tree::shares(size - self.people.len(), &parts).into_iter();
        let mut executive = EXECUTIVE_TITLES.len();
        for (division, spec) in DIVISIONS.iter().enumerate() {
            let above = if spec.executive.is_some() {
                executive += 1;
                executive - 1
            } else {
                0
            };
            self.people[above].reports += u8::try_from(spec.departments.len()).unwrap_or(u8::MAX);
            self.organisations.push((spec.name.into(), Some(0)));
            let organisation = self.organisations.len() - 1;
            for (department, size) in spec.departments.iter().zip(shares.by_ref()) {
                self.hire_department(department, division, organisation, above, size);
            }
        }
    }

    fn hire_department(
        &mut self,
        spec: &'static Department,
        division: usize,
        above: usize,
        executive: usize,
        size: usize,
    ) {
        let (head, index) = (self.people.len(), self.departments.len());
        let mut dice = Dice::of(self.seed, Kind::Organisation, index as u64);
        let places = tree::plan(size, cast::places(spec.name), &mut dice);
        self.departments.push(Place {
            spec,
            division,
            head,
            size,
            deepest: places.iter().map(|place| place.depth).max().unwrap_or(0),
            organisation: self.organisations.len(),
        });
        self.organisations.push((spec.name.into(), Some(above)));
        if size >= SPLITS_AT {
            let department = self.organisations.len() - 1;
            let office = |city: &&str| (format!("{}, {city}", spec.name), Some(department));
            self.organisations.extend(spec.cities.iter().map(office));
        }
        for (at, place) in places.into_iter().enumerate() {
            let manager = if at == 0 { executive } else { head + place.manager };
            self.cast.extend(cast::at(spec.name, at).map(|member| (head + at, member)));
            self.hire(manager, u8::try_from(index).ok(), place, at);
        }
    }

    fn hire(&mut self, manager: usize, department: Option<u8>, place: tree::Place, at: usize) {
        let index = self.people.len();
        let mut dice = Dice::of(self.seed, Kind::Access, index as u64);
        let spec = department.map(|department| self.departments[usize::from(department)].spec);
        let member = self.cast.get(&index);
        let job = match (spec, member) {
            (Some(spec), Some(member)) => {
                spec.jobs.iter().position(|(title, _)| *title == member.title).unwrap_or(0)
            }
            (Some(spec), None) => dice.weighted(spec.jobs.iter().map(|(_, weight)| *weight)),
            (None, _) => at,
        };
        let is_intern = spec.is_some_and(|spec| spec.jobs[job].0.ends_with("intern"));
        let is_plain = member.is_none() && spec.is_some() && at > 0 && place.reports == 0;
        let (long, short) = (dice.below(74), dice.below(74));
        let hired_days_ago = if is_intern { 40 + long } else { 60 + long * short };
        self.people.push(Person {
            manager: u32::try_from(manager).unwrap_or(0),
            suffix: 1,
            hired_days_ago: u16::try_from(hired_days_ago).unwrap_or(u16::MAX),
            department,
            job: u8::try_from(job).unwrap_or(0),
            depth: place.depth,
            city: spec.map_or(0, |spec| u8::try_from(dice.below(spec.cities.len())).unwrap_or(0)),
            reports: u8::try_from(place.reports).unwrap_or(u8::MAX),
            contractor: is_plain && !is_intern && dice.percent(6),
            left: is_plain && hired_days_ago > 200 && dice.percent(2),
        });
    }

    /// Sign-in names: the second Anna Berg is `anna.berg2`. The cast is asked first.
    fn name_everybody(&mut self) {
        let mut taken: HashMap<String, u32> = CAST.iter().map(|member| (member.sign_in(), 1)).collect();
        for index in 0..self.people.len() {
            if !self.cast.contains_key(&index) {
                let times = taken.entry(self.name(index).sign_in()).or_default();
                *times += 1;
                self.people[index].suffix = *times;
            }
        }
    }

    /// The person who is a member of the cast, by sign-in name.
    pub(super) fn member(&self, sign_in: &str) -> Option<usize> {
        self.cast.iter().find(|(_, member)| member.sign_in() == sign_in).map(|(index, _)| *index)
    }

    /// Whether a person is of the cast.
    pub(super) fn is_cast(&self, index: usize) -> bool {
        self.cast.contains_key(&index)
    }

    /// Whom a sign-in name of the cast or the name of a department stands for.
    pub(super) fn owner(&self, name: &str) -> usize {
        let head = || self.departments.iter().find(|place| place.spec.name == name).map(|place| place.head);
        self.member(name).or_else(head).unwrap_or(0)
    }

    fn name(&self, index: usize) -> Name {
        match self.cast.get(&index) {
            Some(member) => member.name(),
            None => Name::of(&mut Dice::of(self.seed, Kind::Person, index as u64)),
        }
    }

    /// A person's name for signing in.
    pub(super) fn user_name(&self, index: usize) -> String {
        let mut name = self.name(index).sign_in();
        let suffix = self.people[index].suffix;
        if suffix > 1 {
            name.push_str(&suffix.to_string());
        }
        name
    }

    /// The division somebody works in.
    pub(super) fn division(&self, index: usize) -> Option<&'static str> {
        self.department(index).map(|place| DIVISIONS[place.division].name)
    }

    fn department(&self, index: usize) -> Option<&Place> {
        self.people[index].department.map(|department| &self.departments[usize::from(department)])
    }

    /// The job in a department whose work somebody does; that of most others there for those who lead.
    pub(super) fn job(&self, index: usize) -> Option<&'static str> {
        let place = self.department(index)?;
        let leads = self.people[index].reports > 0;
        let job = if leads {
            place.spec.jobs.first()
        } else {
            place.spec.jobs.get(usize::from(self.people[index].job))
        };
        job.map(|(title, _)| *title)
    }

    fn title(&self, index: usize) -> String {
        let person = &self.people[index];
        if let Some(member) = self.cast.get(&index) {
            return member.title.into();
        }
        let Some(place) = self.department(index) else {
            return (*self.top.get(usize::from(person.job)).unwrap_or(&"")).into();
        };
        let area = place.spec.area;
        if index == place.head {
            place.spec.head.into()
        } else if person.reports == 0 {
            place.spec.jobs[usize::from(person.job)].0.into()
        } else if person.depth == 1 && place.size >= DIRECTORS_AT {
            format!("Director of {area}")
        } else if person.depth + 1 < place.deepest {
            format!("Senior manager, {area}")
        } else {
            format!("Team lead, {area}")
        }
    }

    fn organisation(&self, index: usize) -> usize {
        match self.department(index) {
            Some(place) if place.size >= SPLITS_AT && index != place.head => {
                place.organisation + 1 + usize::from(self.people[index].city)
            }
            Some(place) => place.organisation,
            None => 1,
        }
    }

    /// When somebody came.
    pub(super) fn hired(&self, index: usize) -> DateTime<Utc> {
        let days = i64::from(self.people[index].hired_days_ago);
        self.today - Duration::days(days) + Duration::hours(8)
    }

    /// The record of a person.
    pub(super) fn user(&self, index: usize) -> User {
        let (person, name) = (&self.people[index], self.name(index));
        let user_name = self.user_name(index);
        User {
            id: self.ids.user(index),
            mail: Some(format!("{user_name}@northmoor.example")),
            user_name,
            display_name: name.display(),
            given_name: name.given,
            sn: name.family,
            title: Some(self.title(index)),
            organisation: Some(self.organisation_id(self.organisation(index))),
            manager: (index > 0).then(|| self.ids.user(person.manager as usize)),
            status: if person.left { Status::Inactive } else { Status::Active },
            created_at: self.hired(index),
        }
    }

    fn organisation_id(&self, at: usize) -> OrganisationId {
        self.ids.organisation(at)
    }

    /// All organisations, the upper ones first.
    pub(super) fn organisations(&self) -> Vec<Organisation> {
        let organisation = |(at, (name, parent)): (usize, &(String, Option<usize>))| Organisation {
            id: self.organisation_id(at),
            name: name.clone(),
            parent: parent.map(|parent| self.organisation_id(parent)),
        };
        self.organisations.iter().enumerate().map(organisation).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn company(size: usize) -> Company {
        Company::new(7, size, DateTime::from_timestamp(1_790_000_000, 0).unwrap())
    }

    #[test]
    fn at_every_size_there_are_as_many_people_as_asked_for_and_the_cast_among_them() {
        for size in [200, 201, 333, 1_000, 20_000] {
            let company = company(size);
            assert_eq!(company.people.len(), size);
            for member in CAST {
                let index = company.member(&member.sign_in()).unwrap();
                assert_eq!(company.user(index).user_name, member.sign_in());
                assert_eq!(company.user(index).title.as_deref(), Some(member.title));
            }
        }
    }

    #[test]
    fn sign_in_names_and_organisations_are_unique() {
        let company = company(20_000);
        let names: HashSet<String> = (0..20_000).map(|index| company.user_name(index)).collect();
        assert_eq!(names.len(), 20_000);
        let organisations: HashSet<String> = company.organisations().into_iter().map(|o| o.name).collect();
        assert_eq!(organisations.len(), company.organisations.len());
    }

    #[test]
    fn everybody_reports_to_somebody_earlier_and_leads_4_to_12_people() {
        for size in [200, 5_000] {
            let company = company(size);
            let mut reports = vec![0_u8; size];
            for (index, person) in company.people.iter().enumerate().skip(1) {
                assert!((person.manager as usize) < index);
                reports[person.manager as usize] += 1;
            }
            for (person, reports) in company.people.iter().zip(reports) {
                assert_eq!(person.reports, reports);
                assert!(reports == 0 || (4..=12).contains(&reports), "{reports}");
            }
        }
    }

    #[test]
    fn jonas_reports_to_marta() {
        let company = company(200);
        let jonas = &company.people[company.member("jonas.lindqvist").unwrap()];
        assert_eq!(Some(jonas.manager as usize), company.member("marta.oyelaran"));
    }
}
