//! Who decides, found inside the database: for a grant `g` of a person `u` whose manager is `m`, of an item `i`; for the
//! definition of an item `i`; for the record of a person `u` whose manager is `m`; for an account `c` in an application `i`.

use std::collections::{HashMap, HashSet};

use bailiwick::authority::Authority;
use bailiwick::certification::{Certifier, Reviewed, SelfCertification, Stage, TemplateDefinition};
use bailiwick::id::{ItemId, OrganisationId, UserId};
use sea_query::{CaseStatement, Expr, ExprTrait, Func};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// What is put to a role is shared out among so many of those who hold it: as many as a byte tells apart.
const MOST_SHARING: usize = 256;

/// The certifiers of a definition, with what has to be known before they can be found inside the database.
pub(super) struct Certifiers<'a> {
    pub(super) definition: &'a TemplateDefinition,
    /// Who holds the roles that decide.
    holders: HashMap<ItemId, Vec<UserId>>,
    /// Who administers an organisation or the nearest above it that somebody does: two at most.
    administrators: Vec<(Vec<UserId>, Vec<OrganisationId>)>,
    /// Those named who are not active.
    inactive: HashSet<UserId>,
    is_sqlite: bool,
    /// The campaign for which scripts have named people, and the column of a grant.
    campaign: Option<(i64, &'static str)>,
}

impl<'a> Certifiers<'a> {
    /// Reads what has to be known.
    pub(super) async fn read(tx: &mut Tx, definition: &'a TemplateDefinition) -> Result<Self, StoreError> {
        let is_sqlite = matches!(tx, Tx::Sqlite(_));
        let mut found = Self {
            definition,
            holders: HashMap::new(),
            administrators: Vec::new(),
            inactive: HashSet::new(),
            is_sqlite,
            campaign: None,
        };
        let named = definition.stages.iter().map(|stage| &stage.certifier);
        for certifier in named.chain(&definition.default_certifier) {
            match certifier {
                Certifier::Role(role) => {
                    found.holders.insert(*role, holders(tx, *role).await?);
                }
                Certifier::OrganizationAdmin if found.administrators.is_empty() => {
                    found.administrators = administrators(tx).await?;
                }
                Certifier::Person(user) => {
                    let sql = "SELECT count(*) FROM users WHERE id = $1 AND status = 'active'";
                    if tx.count(sql, args![user.uuid()]).await? == 0 {
                        found.inactive.insert(*user);
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// For line items of a campaign: whom scripts named is known.
    pub(super) const fn of_campaign(mut self, campaign: i64, grant: &'static str) -> Self {
        self.campaign = Some((campaign, grant));
        self
    }

    /// Who decides in a stage; NULL when there is nobody.
    ///
    /// # Errors
    /// [`StoreError::Unusable`]: such a certifier cannot be found inside the database.
    pub(super) fn of(&self, stage: usize) -> Result<Expr, StoreError> {
        let own = match self.definition.stages.get(stage) {
            Some(Stage { certifier: Certifier::Script(_), .. }) => self.named(stage),
            Some(stage) => self.one(&stage.certifier)?,
            None => Expr::cust("NULL"),
        };
        match &self.definition.default_certifier {
            Some(fallback) => Ok(Func::coalesce([own, self.one(fallback)?]).into()),
            None => Ok(own),
        }
    }

    /// Whom a script named. Before it was asked it is somebody, of whom nothing is known.
    fn named(&self, stage: usize) -> Expr {
        let Some((campaign, grant)) = self.campaign else { return Expr::val(Uuid::nil()) };
        let subject = match self.definition.kind.reviews() {
            Reviewed::Grants => grant,
            Reviewed::Definitions(_) => "i.id",
            Reviewed::Records => "u.id",
            Reviewed::Accounts => "c.id",
        };
        Expr::cust(format!(
            "(SELECT z.reviewer_id FROM campaign_certifiers z WHERE z.campaign = {campaign} AND z.stage = {stage} \
             AND z.subject_id = {subject})"
        ))
    }

    fn one(&self, certifier: &Certifier) -> Result<Expr, StoreError> {
        let not_oneself = self.has_person() && self.definition.self_certification != SelfCertification::All;
        let skips = self.definition.skips_inactive;
        Ok(match certifier {
            Certifier::Person(user) if skips && self.inactive.contains(user) => Expr::cust("NULL"),
            Certifier::Person(user) if !self.has_person() => Expr::val(user.uuid()),
            Certifier::Person(user) => person(self.definition, *user),
            Certifier::Manager => Expr::cust(match (skips, not_oneself) {
                (true, true) => "CASE WHEN m.status = 'active' AND m.id <> u.id THEN m.id END",
                (true, false) => "CASE WHEN m.status = 'active' THEN m.id END",
                (false, true) => "CASE WHEN m.id <> u.id THEN m.id END",
                (false, false) => "m.id",
            }),
            Certifier::EntitlementOwner | Certifier::RoleOwner => {
                Expr::cust(if not_oneself { OWNER_OF_ITEM_BUT_ONESELF } else { OWNER_OF_ITEM })
            }
            Certifier::ApplicationOwner => {
                Expr::cust(if not_oneself { OWNER_OF_APPLICATION_BUT_ONESELF } else { OWNER_OF_APPLICATION })
            }
            Certifier::AccountOwner => {
                Expr::cust("(SELECT w.id FROM users w WHERE w.id = c.owner_id AND w.status = 'active')")
            }
            Certifier::Role(role) => {
                self.shared(self.holders.get(role).map_or(&[], Vec::as_slice), not_oneself)
            }
            Certifier::OrganizationAdmin => self.administrator(not_oneself),
            Certifier::Script(_) => {
                return Err(StoreError::Unusable("a script cannot be the default certifier".into()));
            }
        })
    }

    /// Whether it is about somebody. Definitions and accounts that stand alone are about nobody: whoever owns one certifies
    /// what they answer for.
    fn has_person(&self) -> bool {
        matches!(self.definition.kind.reviews(), Reviewed::Grants | Reviewed::Records)
    }

    /// One of these people, by the last byte of the person's id: all of a person's access goes to the same one. What is
    /// about nobody is shared out by its own id.
    fn shared(&self, people: &[UserId], not_oneself: bool) -> Expr {
        let id = match self.definition.kind.reviews() {
            Reviewed::Grants | Reviewed::Records => "u.id",
            Reviewed::Definitions(_) => "i.id",
            Reviewed::Accounts => "c.id",
        };
        let byte = if self.is_sqlite {
            format!(
                "instr('0123456789ABCDEF', substr(hex(substr({id}, 16)), 1, 1)) * 16 - 16 \
                 + instr('0123456789ABCDEF', substr(hex(substr({id}, 16)), 2, 1)) - 1"
            )
        } else {
            format!("get_byte(uuid_send({id}), 15)")
        };
        let pick = |from: usize| {
            let count = people.len();
            let when =
                |(place, user): (usize, &UserId)| format!(" WHEN {place} THEN {}", self.literal(user.uuid()));
            let whens = people.iter().enumerate().map(when).collect::<Vec<_>>().concat();
            format!("CASE ({byte} + {from}) % {count}{whens} END")
        };
        match people.len() {
            0 => Expr::cust("NULL"),
            1 if not_oneself => Expr::cust(format!("NULLIF({}, u.id)", self.literal(people[0].uuid()))),
            1 => Expr::val(people[0].uuid()),
            _ if not_oneself => Expr::cust(format!("COALESCE(NULLIF({}, u.id), {})", pick(0), pick(1))),
            _ => Expr::cust(pick(0)),
        }
    }

    /// Who administers the person's organisation; the next of them for what is their own.
    fn administrator(&self, not_oneself: bool) -> Expr {
        let mut case = CaseStatement::new().case(Expr::val(1).eq(0), Expr::cust("NULL"));
        for (people, organisations) in &self.administrators {
            let is_there =
                Expr::col(("u", "organisation_id")).is_in(organisations.iter().map(|one| one.uuid()));
            let first = people.first().map_or(Uuid::nil(), |user| user.uuid());
            let who = match people.get(1) {
                _ if !not_oneself => Expr::val(first),
                second => {
                    let second = second.map_or("NULL".to_owned(), |user| self.literal(user.uuid()));
                    Expr::cust(format!("COALESCE(NULLIF({}, u.id), {second})", self.literal(first)))
                }
            };
            case = case.case(is_there, who);
        }
        case.into()
    }

    /// An id as the database writes it. Ids are the product's own: there is nothing in them to be quoted.
    fn literal(&self, id: Uuid) -> String {
        if self.is_sqlite { format!("X'{}'", id.simple()) } else { format!("'{id}'::uuid") }
    }
}

/// Who holds a role and works here.
pub async fn holders(tx: &mut Tx, role: ItemId) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT w.id FROM grants h JOIN users w ON w.id = h.user_id \
               WHERE h.item_id = $1 AND h.status = 'active' AND w.status = 'active' ORDER BY w.id LIMIT $2";
    let most = i64::try_from(MOST_SHARING).unwrap_or(i64::MAX);
    let rows = tx.rows::<(Uuid,)>(sql, args![role.uuid(), most]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// For every organisation: who administers it, or the nearest above it that somebody does, the first two by id; with all
/// the organisations that have the same.
async fn administrators(tx: &mut Tx) -> Result<Vec<(Vec<UserId>, Vec<OrganisationId>)>, StoreError> {
    let sql = "SELECT w.organisation_id, w.id FROM user_authorities a JOIN users w ON w.id = a.user_id \
               WHERE a.authority = $1 AND w.status = 'active' AND w.organisation_id IS NOT NULL ORDER BY w.id";
    let mut of: HashMap<Uuid, Vec<UserId>> = HashMap::new();
    for (organisation, user) in tx.rows::<(Uuid, Uuid)>(sql, args![Authority::OrgAdmin.as_str()]).await? {
        let people = of.entry(organisation).or_default();
        if people.len() < 2 {
            people.push(UserId(user));
        }
    }
    let rows =
        tx.rows::<(Uuid, Option<Uuid>)>("SELECT id, parent_id FROM organisations ORDER BY id", args![]);
    let above: HashMap<Uuid, Option<Uuid>> = rows.await?.into_iter().collect();
    let mut served: HashMap<Vec<UserId>, Vec<OrganisationId>> = HashMap::new();
    for start in above.keys() {
        let mut at = Some(*start);
        // Bounded, should organisations ever stand above one another in a circle.
        for _ in 0..above.len() {
            let Some(here) = at else { break };
            if let Some(people) = of.get(&here) {
                served.entry(people.clone()).or_default().push(OrganisationId(*start));
                break;
            }
            at = above.get(&here).copied().flatten();
        }
    }
    Ok(served.into_iter().collect())
}

fn person(definition: &TemplateDefinition, user: UserId) -> Expr {
    let theirs = match definition.self_certification {
        SelfCertification::All => return Expr::val(user.uuid()),
        SelfCertification::Restricted if definition.is_trusted_with_oneself(user) => {
            return Expr::val(user.uuid());
        }
        SelfCertification::Restricted | SelfCertification::Nobody => Expr::col(("u", "id")).ne(user.uuid()),
    };
    CaseStatement::new().case(theirs, Expr::val(user.uuid())).into()
}

macro_rules! owner_of {
    ($item:literal, $but:literal) => {
        concat!(
            "(SELECT o.user_id FROM item_owners o JOIN users w ON w.id = o.user_id WHERE o.item_id = ",
            $item,
            " AND w.status = 'active'",
            $but,
            " ORDER BY o.position LIMIT 1)"
        )
    };
}

// The owner of what is held, else of its application.
const OWNER_OF_ITEM: &str =
    concat!("COALESCE(", owner_of!("i.id", ""), ", ", owner_of!("i.application_id", ""), ")");
const OWNER_OF_ITEM_BUT_ONESELF: &str = concat!(
    "COALESCE(",
    owner_of!("i.id", " AND w.id <> u.id"),
    ", ",
    owner_of!("i.application_id", " AND w.id <> u.id"),
    ")"
);
const OWNER_OF_APPLICATION: &str = owner_of!("COALESCE(i.application_id, i.id)", "");
const OWNER_OF_APPLICATION_BUT_ONESELF: &str =
    owner_of!("COALESCE(i.application_id, i.id)", " AND w.id <> u.id");
