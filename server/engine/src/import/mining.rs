//! Files as role mining exchanges them: `user permission` a line, or `user permission 1` as a
//! sparse matrix is written; one application a file.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use bailiwick::authority::Authority;
use bailiwick::text::check_present;

use super::job::Kind;
use super::row::NAME;
use super::table::{Cell, Hashed, Line, Table, unreadable};
use super::{
    Counts, Faults, ImportReport, MOST_ROWS, accounts, applications, entitlements, fields, grants, loads,
    trail, users,
};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// What a file says: pairs of user and permission, with their lines.
struct Matrix {
    pairs: Vec<(u64, String, String)>,
    sha256: String,
}

/// Loads a user-permission matrix as the application `application`: people (`application-user`),
/// their accounts, entitlements and grants are made when they are missing. All or nothing;
/// loading it again changes nothing. Needs `ACCESS_ADMIN`. The report counts grants.
///
/// # Errors
/// `Forbidden`; `Invalid` (the name is no name, or the file cannot be read).
pub async fn role_mining<R: Read + Send + 'static>(
    engine: &Engine,
    ctx: &Context,
    application: &str,
    reader: R,
) -> Result<ImportReport, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let application = application.trim();
    check_present(application, NAME / 2).map_err(|fault| EngineError::invalid("application", fault))?;
    let read = tokio::task::spawn_blocking(move || read(reader)).await;
    let (matrix, mut faults) = read.map_err(|error| EngineError::Internal(Box::new(error)))??;
    let mut report = ImportReport {
        read: matrix.pairs.len() as u64,
        sha256: matrix.sha256.clone(),
        ..ImportReport::default()
    };
    if faults.is_empty() {
        let (counts, found) = retry!(load(engine, ctx, application, &matrix))?;
        report.added = counts.added;
        report.changed = counts.changed;
        report.unchanged = counts.unchanged;
        faults = found;
    }
    if !faults.is_empty() {
        let row = (0, vec![("application", Cell::Text(application.to_owned()))]);
        let rows = std::iter::repeat_n(row, matrix.pairs.len().max(1));
        let read = table(Kind::Grants, rows);
        loads::failed(engine, ctx, Kind::Grants, application, Some(&read), &loads::told(&faults)).await?;
    }
    report.faults = faults.told;
    report.more_faults = faults.more;
    Ok(report)
}

fn read(reader: impl Read) -> Result<(Matrix, Faults), EngineError> {
    let mut faults = Faults::default();
    let mut reader = BufReader::with_capacity(1 << 16, Hashed::new(reader));
    let (mut pairs, mut number, mut line) = (Vec::new(), 0, Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        number += 1;
        if pairs.len() >= MOST_ROWS {
            return Err(EngineError::invalid("file", format!("has more than {MOST_ROWS} rows")));
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            faults.add(number, None, "is not UTF-8 text");
            continue;
        };
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => {}
            [user, permission] | [user, permission, "1"] => {
                pairs.push((number, (*user).to_owned(), (*permission).to_owned()));
            }
            _ => faults.add(number, None, "is not of the form `user permission` or `user permission 1`"),
        }
    }
    Ok((Matrix { pairs, sha256: reader.into_inner().sha256() }, faults))
}

async fn load(
    engine: &Engine,
    ctx: &Context,
    application: &str,
    matrix: &Matrix,
) -> Result<(Counts, Faults), EngineError> {
    let mut faults = Faults::default();
    let users: BTreeSet<&str> = matrix.pairs.iter().map(|(_, user, _)| user.as_str()).collect();
    let permissions: BTreeSet<&str> =
        matrix.pairs.iter().map(|(_, _, permission)| permission.as_str()).collect();
    let user_name = |user: &str| format!("{application}-{user}");
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut tx = engine.write().await?;

    let row = || vec![("name", text(application))];
    let table = table(Kind::Applications, std::iter::once((1, row())));
    applications::load(&mut tx, engine, ctx, &table, &mut faults).await?;

    let row = |user: &&str| {
        let sn = Cell::Text(format!("{user} of {application}"));
        (1, vec![("userName", Cell::Text(user_name(user))), ("givenName", text("User")), ("sn", sn)])
    };
    let table = self::table(Kind::Users, users.iter().map(row));
    users::load(&mut tx, engine, ctx, &table, &mut faults).await?;

    let row = |user: &&str| {
        (
            1,
            vec![
                ("application", text(application)),
                ("name", text(user)),
                ("user", Cell::Text(user_name(user))),
            ],
        )
    };
    let table = self::table(Kind::Accounts, users.iter().map(row));
    accounts::load(&mut tx, engine, ctx, &table, &mut faults).await?;

    let row = |permission: &&str| {
        let name = Cell::Text(format!("Permission {permission}"));
        (1, vec![("application", text(application)), ("key", text(permission)), ("name", name)])
    };
    let table = self::table(Kind::Entitlements, permissions.iter().map(row));
    entitlements::load(&mut tx, engine, ctx, &table, &mut faults).await?;

    let row = |(line, user, permission): &(u64, String, String)| {
        let user = Cell::Text(user_name(user));
        (*line, vec![("user", user), ("application", text(application)), ("entitlement", text(permission))])
    };
    let table = self::table(Kind::Grants, matrix.pairs.iter().map(row));
    let counts = grants::load(&mut tx, engine, ctx, &table, &mut faults).await?;
    let table = Table { sha256: matrix.sha256.clone(), ..table };

    if !faults.is_empty() {
        return Ok((Counts::default(), faults));
    }
    loads::loaded(&mut tx, engine, ctx, application, &table).await?;
    trail::summary("role-mining", application, &matrix.sha256, &counts).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok((counts, faults))
}

/// Rows as if they had been read from a file.
fn table(kind: Kind, rows: impl Iterator<Item = (u64, Vec<(&'static str, Cell)>)>) -> Table {
    let line = |(number, values): (u64, Vec<(&'static str, Cell)>)| {
        let mut cells = vec![Cell::Absent; fields::fields(kind).len()];
        for (field, value) in values {
            if let Some(place) = fields::exact(kind, field) {
                cells[place] = value;
            }
        }
        Line { number, cells }
    };
    Table { kind, attributes: Vec::new(), rows: rows.map(line).collect(), sha256: String::new() }
}
