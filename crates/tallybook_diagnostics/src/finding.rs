//! What a rule says.

use crate::{Place, Severity};

/// Something that a rule found. Built by the rule, stamped with code and severity by the runner.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The code of the rule.
    pub code: &'static str,
    /// How severe it is in this dataset.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, values in backticks.
    pub message: String,
    /// The value that is wrong.
    pub primary: Label,
    /// Every other value that took part.
    pub related: Vec<Label>,
    /// Why it matters; the arithmetic.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// A change that would repair it.
    pub fix: Option<Fix>,
    /// The waiver that accepts it.
    pub waived: Option<WaivedBy>,
    /// For how many findings it stands: 1, unless it sums up what a rule finds nearly everywhere.
    pub count: usize,
}

/// A place and what to say of it.
#[derive(Debug, Clone)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What; may be empty for the primary label.
    pub text: String,
}

/// The waiver that accepts a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaivedBy {
    /// The position of the waiver in `dataset.yaml`, from 0.
    pub index: usize,
    /// Its reason.
    pub reason: String,
}

/// A change to the hand-written files that would repair a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// The edits, all of which belong together.
    pub edits: Vec<Edit>,
    /// Whether it is right in every case, so that it can be applied unasked.
    pub safe: bool,
}

impl Fix {
    /// Writes another scalar; not to be applied unasked.
    pub fn replace(title: impl Into<String>, place: Place, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit::Replace { place, text: text.into() }], safe: false }
    }

    /// Writes a part of a file anew, as it is to stand there; not to be applied unasked.
    pub fn source(title: impl Into<String>, place: Place, text: impl Into<String>) -> Self {
        Self { title: title.into(), edits: vec![Edit::Source { place, text: text.into() }], safe: false }
    }

    /// Adds a field to a mapping; not to be applied unasked.
    pub fn insert(title: impl Into<String>, place: Place, field: &str, text: impl Into<String>) -> Self {
        let edit = Edit::Insert { place, field: field.to_owned(), text: text.into() };
        Self { title: title.into(), edits: vec![edit], safe: false }
    }

    /// Takes an entry out of a list; not to be applied unasked.
    pub fn remove(title: impl Into<String>, place: Place) -> Self {
        Self { title: title.into(), edits: vec![Edit::Remove { place }], safe: false }
    }

    /// Says whether the fix is right in every case, so that it can be applied unasked.
    #[must_use]
    pub fn safe_if(mut self, safe: bool) -> Self {
        self.safe = safe;
        self
    }
}

/// One edit of a [`Fix`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Write another scalar.
    Replace {
        /// The scalar, or the name of a field.
        place: Place,
        /// The new text, not quoted.
        text: String,
    },
    /// Write a part of a file anew, as it is to stand there.
    Source {
        /// The part, a span.
        place: Place,
        /// The new text.
        text: String,
    },
    /// Add a field.
    Insert {
        /// The mapping to which it is added.
        place: Place,
        /// The name of the field.
        field: String,
        /// Its value, not quoted.
        text: String,
    },
    /// Take an entry out of a list that keeps others.
    Remove {
        /// The entry.
        place: Place,
    },
}

impl Edit {
    /// What it changes.
    pub fn place(&self) -> &Place {
        match self {
            Self::Replace { place, .. }
            | Self::Source { place, .. }
            | Self::Insert { place, .. }
            | Self::Remove { place } => place,
        }
    }

    fn place_mut(&mut self) -> &mut Place {
        match self {
            Self::Replace { place, .. }
            | Self::Source { place, .. }
            | Self::Insert { place, .. }
            | Self::Remove { place } => place,
        }
    }
}

impl Finding {
    /// A finding that points at `place`.
    pub fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            code: "",
            severity: Severity::Error,
            message: message.into(),
            primary: Label { place, text: String::new() },
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
            waived: None,
            count: 1,
        }
    }

    /// Says something of the primary place, beside the underlined value.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at another value that took part.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Adds a reason or the arithmetic.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a repair.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Every place that it points at, those that a repair would change included.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        let labels = std::iter::once(&self.primary).chain(&self.related).map(|label| &label.place);
        labels.chain(self.fix.iter().flat_map(|fix| &fix.edits).map(Edit::place))
    }

    /// The same, to be changed.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        let labels =
            std::iter::once(&mut self.primary).chain(&mut self.related).map(|label| &mut label.place);
        labels.chain(self.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(Edit::place_mut))
    }

    /// Whether the finding fails a run: an error that nobody waived, or a warning when strict.
    pub fn fails(&self, strict: bool) -> bool {
        self.waived.is_none()
            && (self.severity == Severity::Error || (strict && self.severity == Severity::Warning))
    }
}

/// What a rule writes its findings into.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    /// How many there are when no more are wanted of the rule.
    enough: Option<usize>,
    /// Findings that were counted and not made.
    counted: usize,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Says of the rule whose findings come next how many of them are wanted; `None`: all.
    pub fn begin(&mut self, wanted: Option<usize>) {
        self.enough = wanted.map(|wanted| self.list.len() + wanted);
        self.counted = 0;
    }

    /// Whether another finding is only to be counted, so that nobody need make it.
    pub fn only_counts(&self) -> bool {
        self.enough.is_some_and(|enough| self.list.len() >= enough)
    }

    /// Counts a finding that is not made.
    pub fn count(&mut self) {
        self.counted += 1;
    }

    /// Findings that were counted and not made since the rule began.
    pub fn counted(&self) -> usize {
        self.counted
    }

    /// Takes out the findings added since there were `from`, but for so many of the first of the dataset.
    pub fn keep_first_since(&mut self, from: usize, count: usize) {
        let added = self.since(from);
        if added.len() > count {
            added.sort_by_cached_key(|finding| (finding.primary.place.clone(), finding.message.clone()));
            self.list.truncate(from + count);
        }
    }

    /// The findings added since there were `from`, to be stamped.
    pub fn since(&mut self, from: usize) -> &mut [Finding] {
        let from = from.min(self.list.len());
        &mut self.list[from..]
    }

    /// The findings.
    pub fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.list.extend(findings);
    }
}
