//! Actions take turns, and nobody waits for a lock: an action that comes while another one is performed is left to who
//! performs that, and comes next.
//!
//! So one processor has the database at hand for as long as others bring it work. If each locked it for its own request,
//! they would fetch all of it from each other every time, and sleep in between.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// How many actions of others are performed before one's own is answered.
const MOST: usize = 16;

type Action = Box<dyn FnOnce() + Send>;

/// Whose turn it is.
#[derive(Default)]
pub(super) struct Turns(Mutex<State>);

#[derive(Default)]
struct State {
    taken: bool,
    /// What was left to who has the turn.
    left: VecDeque<Action>,
}

impl Turns {
    /// Performs an action, or has it performed. None where it panicked elsewhere.
    pub(super) async fn perform<T: Send + 'static>(
        self: &Arc<Self>,
        action: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let action = match self.take_or_leave(action) {
            Ok(action) => action,
            Err(answer) => return answer.await.ok(),
        };
        let turn = Turn(Arc::clone(self));
        let answer = action();
        turn.go_on();
        Some(answer)
    }

    /// Takes the turn for an action, or leaves it to who has the turn.
    fn take_or_leave<T: Send + 'static, A>(&self, action: A) -> Result<A, oneshot::Receiver<T>>
    where
        A: FnOnce() -> T + Send + 'static,
    {
        let mut state = self.lock();
        if !state.taken {
            state.taken = true;
            return Ok(action);
        }
        let (sender, receiver) = oneshot::channel();
        // Whose client is gone needs no answer.
        state.left.push_back(Box::new(move || drop(sender.send(action()))));
        Err(receiver)
    }

    fn next(&self) -> Option<Action> {
        self.lock().left.pop_front()
    }

    /// Ends the turn, unless something is left.
    fn end(&self) -> bool {
        let mut state = self.lock();
        state.taken = !state.left.is_empty();
        !state.taken
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn, which also ends when its action panics.
struct Turn(Arc<Turns>);

impl Turn {
    /// Performs what others have left.
    fn go_on(self) {
        for _ in 0..MOST {
            let Some(action) = self.0.next() else { return };
            // Who left it is told, by getting no answer.
            let _ = catch_unwind(AssertUnwindSafe(action));
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.0.end() {
            return;
        }
        let turn = Self(Arc::clone(&self.0));
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(async move { turn.go_on() })),
            Err(_) => turn.go_on(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn every_action_is_performed_alone_and_answered() {
        let (turns, inside) = (Arc::<Turns>::default(), Arc::<AtomicUsize>::default());
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..5_000 {
            let (turns, inside) = (Arc::clone(&turns), Arc::clone(&inside));
            tasks.spawn(async move {
                let action = move || {
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two at once");
                    std::thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    number
                };
                assert_eq!(turns.perform(action).await, Some(number));
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
        assert!(!turns.lock().taken);
    }

    #[tokio::test]
    async fn a_panic_concerns_only_its_own_action() {
        let turns = Arc::<Turns>::default();
        let of_another = Arc::clone(&turns);
        let first = turns.perform(move || {
            let panics = of_another.take_or_leave(|| -> u8 { panic!("on purpose") });
            let fine = of_another.take_or_leave(|| 2);
            (panics.err().unwrap(), fine.err().unwrap())
        });
        let (panicked, fine) = first.await.unwrap();
        assert!(panicked.await.is_err());
        assert_eq!(fine.await, Ok(2));

        let panicking = Arc::clone(&turns);
        let own = tokio::spawn(async move { panicking.perform(|| -> u8 { panic!("on purpose") }).await });
        assert!(own.await.is_err());
        assert_eq!(turns.perform(|| 3).await, Some(3));
    }

    #[tokio::test]
    async fn what_is_left_beyond_the_most_is_performed_too() {
        let turns = Arc::<Turns>::default();
        let of_others = Arc::clone(&turns);
        let leave = move || (0..MOST * 3).map(|number| of_others.take_or_leave(move || number)).collect::<Vec<_>>();
        for (number, left) in turns.perform(leave).await.unwrap().into_iter().enumerate() {
            assert_eq!(left.err().unwrap().await, Ok(number));
        }
        assert!(!turns.lock().taken);
    }
}
