//! Lists of strings.

use alloc::{format, string::String};

use super::{Scan, Span, Stop};
use crate::{
    definition::{Field, Kind},
    problem::Code,
};

impl Scan<'_, '_> {
    /// Reads a list of strings. It stays where it is unless it has spaces or an item that was
    /// rewritten.
    pub(super) fn list(&mut self, field: &Field) -> Result<Span, Stop> {
        let start = self.at;
        let mut rewritten: Option<String> = None;
        let mut bad = false;
        let mut count = 0_usize;
        self.at += 1;
        loop {
            let before = self.at;
            self.space();
            let closes = self.peek() == Some(b']');
            if count > 0 && !closes {
                if self.peek() != Some(b',') {
                    return self.broken("expected a comma or a closing bracket");
                }
                self.at += 1;
                self.space();
            }
            let tight = before + usize::from(count > 0 && !closes) == self.at;
            if !tight && rewritten.is_none() {
                rewritten = Some(self.text.get(start..before).unwrap_or_default().into());
            }
            if closes {
                self.at += 1;
                break;
            }
            let item_start = self.at;
            self.item = Some(count);
            let item = self.read_item(field, count)?;
            self.item = None;
            bad |= item == Span::Bad;
            if let (Span::Side(..), None) = (item, &rewritten) {
                rewritten = Some(self.text.get(start..before).unwrap_or_default().into());
            }
            if let Some(list) = &mut rewritten {
                if count > 0 {
                    list.push(',');
                }
                match item {
                    Span::Side(from, _) => {
                        list.push_str(self.found.side.get(from as usize..).unwrap_or_default());
                        self.found.side.truncate(from as usize);
                    }
                    _ => list.push_str(self.text.get(item_start..self.at).unwrap_or_default()),
                }
            }
            count += 1;
        }
        Ok(match rewritten {
            _ if bad => Span::Bad,
            None => self.here(start),
            Some(mut list) => {
                list.push(']');
                let from = self.found.side.len();
                self.found.side.push_str(&list);
                self.aside(from)
            }
        })
    }

    fn read_item(&mut self, field: &Field, count: usize) -> Result<Span, Stop> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            let found = self.type_here()?;
            self.report_item(
                Code::WrongType,
                field.name,
                count,
                start,
                format!("expected a string, found {found}"),
                None,
            );
            self.skip_value(self.depth + 1)?;
            return Ok(Span::Bad);
        }
        let span = self.raw_string()?;
        match field.kind {
            Kind::OneOfList(allowed) if !self.is_allowed(span, allowed) => {
                self.not_allowed(field.name, Some(count), start, span, allowed);
                Ok(Span::Bad)
            }
            Kind::TextList { max_length } if self.is_longer(span, max_length) => {
                let message = format!("expected at most {max_length} bytes, found a longer string");
                self.report_item(Code::TooLong, field.name, count, start, message, None);
                Ok(Span::Bad)
            }
            _ => Ok(span),
        }
    }
}
