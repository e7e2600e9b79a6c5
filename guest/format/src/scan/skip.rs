//! Stepping over a value that nobody reads, as strictly as if somebody did.

use super::{Code, Scan, Stop, text};

/// Objects and arrays inside one another.
const DEPTH: u32 = 32;

impl Scan<'_, '_> {
    /// Steps over the value that starts here, inside `depth` objects and arrays. Iterative: its
    /// depth costs no stack.
    pub(super) fn skip_value(&mut self, depth: u32) -> Result<(), Stop> {
        // One bit for each level above: 1 for an object, 0 for an array.
        let mut objects = 0_u64;
        let mut level = 0_u32;
        loop {
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    level += 1;
                    if depth + level > DEPTH {
                        let offset = self.at;
                        let message =
                            "expected at most 32 objects and arrays inside one another, found more"
                                .into();
                        self.report(Code::TooDeep, "", offset, message, None);
                        return Err(Stop(Code::TooDeep));
                    }
                    objects = objects << 1 | u64::from(open == b'{');
                    self.at += 1;
                    self.space();
                    if self.peek() != Some(closing(open == b'{')) {
                        self.skip_name(open == b'{')?;
                        continue;
                    }
                }
                Some(b'"') => self.skip_string()?,
                Some(b'-' | b'0'..=b'9') => {
                    self.number()?;
                }
                Some(b't' | b'f' | b'n') => self.literal()?,
                Some(_) => return self.broken("expected a value"),
                None => return self.broken("expected a value, found the end of the text"),
            }
            loop {
                if level == 0 {
                    return Ok(());
                }
                let in_object = objects & 1 == 1;
                self.space();
                if self.peek() == Some(closing(in_object)) {
                    self.at += 1;
                    objects >>= 1;
                    level -= 1;
                    continue;
                }
                if self.peek() != Some(b',') {
                    return self.broken("expected a comma or the end of the object or array");
                }
                self.at += 1;
                self.space();
                self.skip_name(in_object)?;
                break;
            }
        }
    }

    /// Steps over a member's name and colon, inside an object.
    fn skip_name(&mut self, in_object: bool) -> Result<(), Stop> {
        if !in_object {
            return Ok(());
        }
        if self.peek() != Some(b'"') {
            return self.broken("expected a name in quotes");
        }
        self.skip_string()?;
        self.space();
        if self.peek() != Some(b':') {
            return self.broken("expected a colon after the name");
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn skip_string(&mut self) -> Result<(), Stop> {
        match text::shape(self.bytes, self.at + 1) {
            text::Shape::Plain(end) => {
                self.at = end + 1;
                Ok(())
            }
            text::Shape::Special(_) => {
                let read = text::decode(self.text, self.at, &mut |_| {});
                self.end_of_string(read)
            }
            text::Shape::Open => self.unclosed(),
        }
    }

    /// Steps over `true`, `false` or `null`.
    pub(super) fn literal(&mut self) -> Result<(), Stop> {
        let length = match self.bytes.get(self.at..self.at + 4) {
            Some(b"true" | b"null") => 4,
            Some(b"fals") if self.bytes.get(self.at + 4) == Some(&b'e') => 5,
            _ => return self.broken("expected true, false or null"),
        };
        self.at += length;
        Ok(())
    }
}

fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}
