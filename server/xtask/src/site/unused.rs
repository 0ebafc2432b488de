//! Taking out what is compiled but never runs.
//!
//! A view whose type is erased carries, for every type there is, a way to be hydrated piece by piece
//! while parts of the program still load. The portal loads as one, so nothing calls these; but a
//! table of functions names them, and so neither the compiler nor `wasm-opt` can tell. Their bodies
//! are emptied here, and with them goes all that only they have used.

use std::collections::BTreeSet;
use std::path::Path;

use walrus::ir::{Instr, InstrLocId, Unreachable, Visitor, dfs_in_order};
use walrus::{FunctionId, LocalFunction, Module, ModuleConfig};

use crate::Outcome;
use crate::files::read;

/// What the names of functions that never run hold, as the compiler writes them.
pub const UNUSED: &[&str] = &["13hydrate_async", "27new_with_async_value_erased"];

/// Below so many instructions, a function may be one with others that do the same and do run.
const LEAST: u64 = 40;

/// The program without what never runs. Should any of it run after all, it traps, and the stories in
/// the browser fail.
pub fn without_unused(compiled: &Path) -> Outcome<Module> {
    let mut module = ModuleConfig::new()
        .strict_validate(false)
        .generate_name_section(false)
        .generate_producers_section(false)
        .parse(&read(compiled)?)?;
    let unused = unused(&module);
    if unused.is_empty() {
        return Err("no function is named like those that never run: were they renamed?".into());
    }
    for id in unused {
        let body = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = body.entry_block();
        body.block_mut(entry).instrs = vec![(Instr::Unreachable(Unreachable {}), InstrLocId::default())];
    }
    Ok(module)
}

/// The functions that never run. The compiler makes one of functions that do the same: whatever is
/// called by a function that stays has another name too, and stays.
fn unused(module: &Module) -> BTreeSet<FunctionId> {
    let named = |id: FunctionId, body: &LocalFunction| {
        let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
        let drops = name.contains("drop_in_place");
        !drops && UNUSED.iter().any(|part| name.contains(part)) && body.size() >= LEAST
    };
    let mut unused: BTreeSet<_> =
        module.funcs.iter_local().filter(|(id, body)| named(*id, body)).map(|(id, _)| id).collect();
    loop {
        let before = unused.len();
        for (id, body) in module.funcs.iter_local() {
            if !unused.contains(&id) {
                let mut calls = Calls(&mut unused);
                dfs_in_order(&mut calls, body, body.entry_block());
            }
        }
        if unused.len() == before {
            return unused;
        }
    }
}

/// Takes every function that is called out of a set.
struct Calls<'a>(&'a mut BTreeSet<FunctionId>);

impl Visitor<'_> for Calls<'_> {
    fn visit_function_id(&mut self, called: &FunctionId) {
        self.0.remove(called);
    }
}
