//! The entries of a map in insertion order.
//!
//! Most maps are small, and each rendering builds its own. A few keys are searched linearly, and only more keys get an
//! index, so that a small map costs one allocation and no hashing.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::{Key, Value};

/// Up to this many keys, a linear search is faster.
const FEW: usize = 8;

/// Keys and their values.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entries {
    list: Vec<(Key, Value)>,
    index: Option<Box<Index>>,
}

/// The positions of many keys.
#[derive(Debug, Clone, Default)]
struct Index {
    places: HashTable<usize>,
    hasher: RandomState,
}

impl Index {
    fn of(list: &[(Key, Value)]) -> Self {
        let mut index = Self::default();
        index.places.reserve(list.len() * 2, |_| 0);
        for place in 0..list.len() {
            index.add(place, list);
        }
        index
    }

    fn find(&self, key: &Key, list: &[(Key, Value)]) -> Option<usize> {
        self.places.find(self.hasher.hash_one(key), |&place| list[place].0 == *key).copied()
    }

    /// Adds the position of a new key.
    fn add(&mut self, place: usize, list: &[(Key, Value)]) {
        let hash = |place: &usize| self.hasher.hash_one(&list[*place].0);
        self.places.insert_unique(hash(&place), place, hash);
    }
}

impl Entries {
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Value)> {
        self.list.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn values(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.list.iter().map(|(_, value)| value)
    }

    pub(crate) fn values_mut(&mut self) -> impl ExactSizeIterator<Item = &mut Value> {
        self.list.iter_mut().map(|(_, value)| value)
    }

    fn place(&self, key: &Key) -> Option<usize> {
        match &self.index {
            Some(index) => index.find(key, &self.list),
            None => self.list.iter().position(|(known, _)| known.is(key)),
        }
    }

    pub(crate) fn contains_key(&self, key: &Key) -> bool {
        self.place(key).is_some()
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        self.place(key).map(|place| &self.list[place].1)
    }

    /// The value at a position, in insertion order.
    pub(crate) fn value_at(&self, place: usize) -> Option<&Value> {
        self.list.get(place).map(|(_, value)| value)
    }

    /// Inserts a value. If the key exists, it keeps its position, and the old value is returned.
    pub(crate) fn insert(&mut self, key: Key, value: Value) -> Option<Value> {
        if let Some(place) = self.place(&key) {
            return Some(std::mem::replace(&mut self.list[place].1, value));
        }
        self.push(key, value);
        None
    }

    /// The value of a key, inserted if it is missing.
    pub(crate) fn get_or_insert_with(&mut self, key: Key, value: impl FnOnce() -> Value) -> &mut Value {
        let place = self.place(&key).unwrap_or_else(|| self.push(key, value()));
        &mut self.list[place].1
    }

    /// Adds an entry with a new key, and returns its position.
    fn push(&mut self, key: Key, value: Value) -> usize {
        let place = self.list.len();
        self.list.push((key, value));
        match &mut self.index {
            Some(index) => index.add(place, &self.list),
            None if place == FEW => self.index = Some(Box::new(Index::of(&self.list))),
            None => {}
        }
        place
    }

    /// Removes an entry; those after it move up.
    pub(crate) fn remove(&mut self, key: &Key) -> Option<Value> {
        let removed = self.place(key)?;
        if let Some(index) = &mut self.index {
            index.places.retain(|place| *place != removed);
            index.places.iter_mut().filter(|place| **place > removed).for_each(|place| *place -= 1);
        }
        Some(self.list.remove(removed).1)
    }

    /// Sorts the entries by rank, and those of equal rank in insertion order.
    pub(crate) fn sort_by_key<R: Ord>(&mut self, rank: impl Fn(&Key) -> R) {
        self.list.sort_by_key(|(key, _)| rank(key));
        if self.index.is_some() {
            self.index = Some(Box::new(Index::of(&self.list)));
        }
    }
}

impl FromIterator<(Key, Value)> for Entries {
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(entries: I) -> Self {
        let mut all = Self::default();
        for (key, value) in entries {
            all.insert(key, value);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{Entries, FEW, Key, Value};

    fn numbers(count: i32) -> Entries {
        (0..count).map(|number| (Key::Integer(number), Value::Integer(-number))).collect()
    }

    fn shown(entries: &Entries) -> Vec<String> {
        entries.iter().map(|(key, value)| format!("{key:?} {value:?}")).collect()
    }

    /// Small and large maps behave alike.
    #[test]
    fn finds_every_key_whatever_their_number() {
        for count in 0..=i32::try_from(3 * FEW).unwrap_or(0) {
            let mut entries = numbers(count);
            let found = |entries: &Entries, key| entries.get(&Key::Integer(key)).and_then(Value::int_value);
            assert!((0..count).all(|key| found(&entries, key) == Some(-key)), "{count}");
            assert_eq!(found(&entries, count), None);
            for removed in (0..count).step_by(2) {
                assert_eq!(entries.remove(&Key::Integer(removed)).and_then(|value| value.int_value()), Some(-removed));
            }
            assert!((0..count).all(|key| found(&entries, key) == Some(-key).filter(|_| key % 2 == 1)), "{count}");
            assert_eq!(entries.remove(&Key::Integer(0)).map(|_| ()), None);
        }
    }

    #[test]
    fn a_replaced_value_keeps_its_position() {
        for count in [2, 2 * i32::try_from(FEW).unwrap_or(0)] {
            let mut entries = numbers(count);
            assert!(entries.insert(Key::Integer(0), Value::Null).is_some());
            assert!(entries.insert(Key::Null, Value::Null).is_none());
            assert_eq!(shown(&entries)[..2], ["Integer(0) Null", "Integer(1) Integer(-1)"]);
            assert_eq!(shown(&entries).last().map(String::as_str), Some("Null Null"));
        }
    }

    #[test]
    fn a_sorted_map_still_finds_its_keys() {
        let mut entries = numbers(2 * i32::try_from(FEW).unwrap_or(0));
        entries.sort_by_key(|key| if let Key::Integer(number) = key { -number } else { 0 });
        assert_eq!(shown(&entries)[0], format!("Integer({0}) Integer(-{0})", 2 * FEW - 1));
        assert_eq!(entries.get(&Key::Integer(3)).and_then(Value::int_value), Some(-3));
    }
}
