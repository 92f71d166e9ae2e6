//! Room for large inputs: however many threads there are, together they read no more than one large input takes.

use std::sync::{Condvar, Mutex};

/// Inputs of at most so many bytes are read whatever else is.
const SMALL: u64 = 1 << 20;
/// Bytes of larger inputs that are read at one time; a single one may have more.
const ROOM: u64 = 64 << 20;

/// The bytes of the larger inputs that are being read.
#[derive(Debug, Default)]
pub(super) struct Room(Mutex<u64>, Condvar);

/// A place in the room, until it is dropped.
pub(super) struct Taken<'a>(&'a Room, u64);

impl Room {
    /// Waits until there is room for an input of so many bytes.
    pub fn take(&self, bytes: u64) -> Option<Taken<'_>> {
        if bytes <= SMALL {
            return None;
        }
        let is_full = |read: &mut u64| *read > 0 && *read + bytes > ROOM;
        let read = self.0.lock().expect("no panic under the lock");
        *self.1.wait_while(read, is_full).expect("no panic under the lock") += bytes;
        Some(Taken(self, bytes))
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let Self(room, bytes) = self;
        *room.0.lock().expect("no panic under the lock") -= *bytes;
        room.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn large_inputs_wait_for_one_another_and_small_ones_for_none() {
        let (room, read, most) = (Room::default(), AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for megabytes in [30, 30, 64, 100, 5, 60, 30] {
                let bytes = megabytes << 20;
                let (room, read, most) = (&room, &read, &most);
                scope.spawn(move || {
                    let _taken = room.take(bytes);
                    let now = read.fetch_add(bytes, Ordering::SeqCst) + bytes;
                    most.fetch_max(now, Ordering::SeqCst);
                    read.fetch_sub(bytes, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(most.into_inner(), 100 << 20);
        assert!(room.take(SMALL).is_none());
        let _all = room.take(ROOM);
        assert!(room.take(1).is_none());
    }
}
