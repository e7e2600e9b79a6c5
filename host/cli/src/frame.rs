//! A problem as people like to read it: the message, the place, the line with a mark below, and
//! what was probably meant.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use nemo_telemetry::printable;

use crate::{
    finding::Finding,
    mask::{self, Vocabulary},
};

/// Characters of the terminal that a frame takes; a longer line is cut around its mark.
const WIDTH: usize = 100;

/// The problem with its line, of which only words in the vocabulary are shown; without a
/// vocabulary, all.
pub(crate) fn render(finding: &Finding<'_>, vocabulary: Option<&Vocabulary>) -> String {
    let problem = finding.problem;
    let mut mark = mask::token(finding.text, problem.offset as usize);
    let mut line = finding.text.to_owned();
    if vocabulary.is_none() {
        let clean = |part: Option<&str>| printable(part.unwrap_or_default()).into_owned();
        let start = clean(finding.text.get(..mark.start)).len();
        mark = start..start + clean(finding.text.get(mark)).len();
        line = clean(Some(finding.text));
    } else if let Some(vocabulary) = vocabulary {
        line = vocabulary.mask(finding.text);
        // In the masked line a character is a byte.
        let start = finding.column() - 1;
        let length = finding
            .text
            .get(mark)
            .map_or(0, |token| token.chars().count());
        mark = start..start + length;
    }
    let mark = AnnotationKind::Primary
        .span(mark)
        .label((!problem.pointer.is_empty()).then_some(&*problem.pointer));
    let snippet = Snippet::source(line)
        .path(printable(finding.file))
        .line_start(finding.line)
        .annotation(mark);
    let hint = problem
        .suggestion
        .iter()
        .map(|word| Level::HELP.message(format!("did you mean `{word}`?")));
    let report = Level::ERROR
        .primary_title(&*problem.message)
        .id(&*problem.code)
        .element(snippet)
        .elements(hint);
    Renderer::styled().term_width(WIDTH).render(&[report])
}
