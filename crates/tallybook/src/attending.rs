//! The thread that attends the work: it draws progress and looks at the memory.

use std::thread;
use std::time::Duration;

use crate::memory::MemoryLimit;
use crate::output::Output;
use crate::progress::{Drawing, METER};
use crate::stopping;

/// How often the memory is looked at.
const OFTEN: Duration = Duration::from_millis(20);

/// How often progress is drawn.
const SOMETIMES: Duration = Duration::from_millis(100);

/// Starts the thread, if it has anything to do. It ends with the program.
pub(crate) fn start(limit: Option<MemoryLimit>, output: Output) {
    let drawing = if output.quiet { None } else { Drawing::new() };
    if drawing.is_some() || limit.is_some() {
        thread::spawn(move || attend(limit, drawing, &output));
    }
}

fn attend(limit: Option<MemoryLimit>, mut drawing: Option<Drawing>, output: &Output) {
    let pause = if limit.is_some() { OFTEN } else { SOMETIMES };
    loop {
        if let Some(error) = limit.and_then(|limit| limit.exceeded(METER.progress().as_ref())) {
            stopping::stop(2, || output.error(&error));
        }
        if let Some(drawing) = &mut drawing {
            drawing.draw();
        }
        thread::sleep(pause);
    }
}
