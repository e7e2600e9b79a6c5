//! Lines of code, indented.

/// As wide as a line may be.
pub(super) const WIDTH: usize = 132;

pub(super) struct Lines {
    depth: usize,
    out: String,
}

impl Lines {
    /// Begins so deep.
    pub(super) const fn new(depth: usize) -> Self {
        Self {
            depth,
            out: String::new(),
        }
    }

    /// One line, or those of a text that has more.
    pub(super) fn line(&mut self, text: &str) {
        for line in text.split('\n') {
            if !line.is_empty() {
                self.out += &"  ".repeat(self.depth);
            }
            self.out += line;
            self.out.push('\n');
        }
    }

    /// A line after which it goes deeper.
    pub(super) fn open(&mut self, text: &str) {
        self.line(text);
        self.depth += 1;
    }

    /// A line that ends what `open` began.
    pub(super) fn close(&mut self, text: &str) {
        self.depth -= 1;
        self.line(text);
    }

    /// It is no longer as deep.
    pub(super) const fn dedent(&mut self) {
        self.depth -= 1;
    }

    /// A call, with an argument in each line where they do not fit in one.
    pub(super) fn call(&mut self, before: &str, arguments: &[String], after: &str) {
        let line = format!("{before}({}){after}", arguments.join(", "));
        if line.contains('\n') || self.depth * 2 + line.len() <= WIDTH {
            return self.line(&line);
        }
        self.open(&format!("{before}("));
        for argument in arguments {
            self.line(&format!("{argument},"));
        }
        self.close(&format!("){after}"));
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// A text that goes so deep.
    pub(super) fn nested(depth: usize, text: &str) -> String {
        let mut lines = Self::new(depth);
        text.lines().for_each(|line| lines.line(line));
        lines.finish()
    }
}
