//! Queues actions without blocking: an action that arrives while another one runs is left to that task, which performs
//! it next.
//!
//! One processor thus keeps the database in its cache for as long as there is work. If each task locked the database
//! for its own request, the cache lines would move between processors, and tasks would sleep in between.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// The maximum number of queued actions that a task performs before it returns its own response.
const MOST: usize = 16;

type Action = Box<dyn FnOnce() + Send>;

/// Performs one action at a time.
#[derive(Default)]
pub(super) struct Turns(Mutex<State>);

#[derive(Default)]
struct State {
    taken: bool,
    /// Actions left to the task that has the turn.
    left: VecDeque<Action>,
}

impl Turns {
    /// Performs an action here or on another task. `None` if it panicked on the other task.
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

    /// Takes the turn for an action, or leaves the action to the task that has it.
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
        // The receiver may be gone because the client disconnected.
        state.left.push_back(Box::new(move || drop(sender.send(action()))));
        Err(receiver)
    }

    fn next(&self) -> Option<Action> {
        self.lock().left.pop_front()
    }

    /// Ends the turn, unless actions are left.
    fn end(&self) -> bool {
        let mut state = self.lock();
        state.taken = !state.left.is_empty();
        !state.taken
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn. It ends even if its action panics.
struct Turn(Arc<Turns>);

impl Turn {
    /// Performs queued actions of other tasks.
    fn go_on(self) {
        for _ in 0..MOST {
            let Some(action) = self.0.next() else { return };
            // A task whose action panicked gets no response, and reports that.
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
        // The task that gave the last answer may still have the turn.
        while Arc::strong_count(&turns) > 1 {
            tokio::task::yield_now().await;
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
    async fn actions_beyond_the_maximum_are_performed_too() {
        let turns = Arc::<Turns>::default();
        let of_others = Arc::clone(&turns);
        let leave = move || (0..MOST * 3).map(|number| of_others.take_or_leave(move || number)).collect::<Vec<_>>();
        for (number, left) in turns.perform(leave).await.unwrap().into_iter().enumerate() {
            assert_eq!(left.err().unwrap().await, Ok(number));
        }
        assert!(!turns.lock().taken);
    }
}
