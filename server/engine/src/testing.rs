//! For tests: a clock that stands still, randomness that repeats from run to run, actors.

mod world;

pub use world::World;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bailiwick::authority::{Actor, Authority};
use bailiwick::id::UserId;
use bailiwick_store::Db;
use chrono::{DateTime, Duration, SubsecRound, Utc};

use crate::{Clock, Context, Engine, Proof, Random};

/// A clock that moves only when it is told to. It starts on a Monday, 2026-01-05T09:00:00Z.
#[derive(Debug)]
pub struct TestClock(Mutex<DateTime<Utc>>);

impl TestClock {
    /// Moves on.
    pub fn advance(&self, by: Duration) {
        self.change(|now| *now += by);
    }

    /// Jumps to a time.
    pub fn set(&self, to: DateTime<Utc>) {
        self.change(|now| *now = to);
    }

    fn change(&self, change: impl FnOnce(&mut DateTime<Utc>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Default for TestClock {
    fn default() -> Self {
        // 2026-01-05T09:00:00Z in seconds.
        Self(Mutex::new(DateTime::UNIX_EPOCH + Duration::seconds(1_767_603_600)))
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).trunc_subsecs(6)
    }
}

/// Bytes that look random, are the same in every run, and never repeat within one.
#[derive(Debug, Default)]
pub struct TestRandom(AtomicU64);

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) {
        for block in buffer.chunks_mut(8) {
            let mixed = mix(self.0.fetch_add(1, Ordering::Relaxed)).to_le_bytes();
            block.copy_from_slice(&mixed[..block.len()]);
        }
    }
}

/// Stirs a number so that neighbours look unlike; different numbers stay different.
const fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// An engine with a clock of the test's own and repeatable randomness.
pub fn engine(db: Db) -> (Engine, Arc<TestClock>) {
    let clock = Arc::new(TestClock::default());
    (Engine::with(db, clock.clone(), Arc::new(TestRandom::default())), clock)
}

/// Another node over the same database: with the same clock, ids of its own, and whatever else a node keeps.
pub fn another(db: Db, clock: &Arc<TestClock>) -> Engine {
    let random = TestRandom(AtomicU64::new(1 << 32));
    Engine::with(db, Arc::clone(clock) as Arc<dyn Clock>, Arc::new(random))
}

/// A call by a person, in a browser. The name is for show; nobody of that id need exist.
pub fn person(engine: &Engine, id: UserId, authorities: &[Authority]) -> Context {
    let name = format!("Person {id}");
    let actor = Actor::Person { id, name, authorities: authorities.to_vec() };
    Context { proof: Proof::Session, ..engine.context(actor, "test") }
}

/// A call by the product itself.
pub fn system(engine: &Engine) -> Context {
    engine.context(Actor::System, "test")
}
