//! The events that everything is measured on, and other spellings of the first.

use serde_json::{Map, Value, json};

/// An event as it stands in a line of `enqueue`.
#[derive(Debug)]
pub(crate) struct Sample {
    /// Heads its part of the table.
    pub(crate) title: &'static str,
    pub(crate) product: &'static str,
    pub(crate) event: &'static str,
    pub(crate) version: &'static str,
    /// Compact and in the order of the schema: what a generated stub writes.
    pub(crate) text: &'static str,
}

/// The widest event, with every field.
pub(crate) const ANONYMIZER: Sample = Sample {
    title: "anonymizer_event 1.9",
    product: "anonymizer",
    event: "anonymizer_event",
    version: "1.9",
    text: concat!(
        r#"{"nemoSource":"anonymizer","task":"batch","taskStatus":"completed","deploymentType":"sdk","jobDurationSec":812.25,"#,
        r#""numInputRecords":10000,"numSuccessRecords":9987,"numFailureRecords":13,"avgTokensPerRecord":412,"#,
        r#""inputTokens":4120000,"transformationType":"substitute","customDataSummaryProvided":true,"#,
        r#""customPrivacyGoalProvided":false,"customSubstituteInstructionsProvided":false,"maxRepairIterations":3,"#,
        r#""strictEntityProtection":true,"repairIterationsTriggered":1,"entityDetectorModel":"nvidia/gliner-pii","#,
        r#""entityValidatorModel":"openai/gpt-oss-120b","entityAugmenterModel":"openai/gpt-oss-120b","#,
        r#""latentDetectorModel":"nvidia/nemotron-3-super","replacementGeneratorModel":"nvidia/nemotron-3-nano","#,
        r#""domainClassifierModel":"not_applicable","dispositionAnalyzerModel":"nvidia/gliner-pii","#,
        r#""meaningExtractorModel":"openai/gpt-oss-120b","qaGeneratorModel":"openai/gpt-oss-120b","#,
        r#""rewriterModel":"nvidia/nemotron-3-super","evaluatorModel":"nvidia/nemotron-3-nano","#,
        r#""repairerModel":"not_applicable","judgeModel":"nvidia/gliner-pii","modelHosts":["nvidia-build","localhost"],"#,
        r#""entityDetectionFailureCount":0,"latentDetectionFailureCount":0,"replaceMapGenerationFailureCount":0,"#,
        r#""rewritePipelineFailureCount":0,"rewriteEvaluateFailureCount":0,"rewriteRepairFailureCount":0,"#,
        r#""rewriteFinalJudgeFailureCount":0,"unknownStepFailureCount":0}"#,
    ),
};

/// A narrow event, with every field.
pub(crate) const COMMAND: Sample = Sample {
    title: "nat_cli_command 1.5",
    product: "agent-toolkit",
    event: "nat_cli_command",
    version: "1.5",
    text: concat!(
        r#"{"nemoSource":"agent_toolkit","command":"run","subcommand":"undefined","taskStatus":"success","durationMs":1834,"#,
        r#""exitCode":0,"errorClass":"undefined","pythonVersion":"3.12.7"}"#,
    ),
};

impl Sample {
    /// The text as a `Value`.
    fn value(&self) -> Map<String, Value> {
        serde_json::from_str(self.text).unwrap()
    }

    /// The line of `enqueue` that holds it.
    pub(crate) fn line(&self) -> String {
        format!(
            r#"{{"event":"{}","schemaVersion":"{}","parameters":{}}}"#,
            self.event, self.version, self.text
        )
    }

    /// The members in an order of which a reader can foretell nothing.
    pub(crate) fn shuffled(&self) -> String {
        let members: Vec<_> = self.value().into_iter().collect();
        // A stride that shares no factor with the count reaches every member once.
        let stride = (members.len() / 3..)
            .find(|stride| gcd(*stride, members.len()) == 1)
            .unwrap();
        let shuffled: Map<_, _> = (1..=members.len())
            .map(|place| members[place * stride % members.len()].clone())
            .collect();
        Value::Object(shuffled).to_string()
    }

    /// As Python's `json.dumps` writes it unless told otherwise: a space after each comma and
    /// colon.
    pub(crate) fn spaced(&self) -> String {
        let member = |(name, value): (String, Value)| {
            format!(
                "{}: {}",
                Value::String(name),
                value.to_string().replace("\",\"", "\", \"")
            )
        };
        let members: Vec<String> = self.value().into_iter().map(member).collect();
        format!("{{{}}}", members.join(", "))
    }

    /// Only the members that have to be there.
    pub(crate) fn required(&self, required: &[&str]) -> String {
        let members: Map<_, _> = self
            .value()
            .into_iter()
            .filter(|(name, _)| required.contains(&name.as_str()))
            .collect();
        Value::Object(members).to_string()
    }
}

/// [`ANONYMIZER`] with six problems: a word that is not allowed, a string for a number, a fraction
/// in an integer, a number for a flag, a name that the event does not have, and a field that is not
/// there.
pub(crate) fn wrong() -> String {
    let mut members = ANONYMIZER.value();
    members["taskStatus"] = json!("complete");
    members["numInputRecords"] = json!("10000");
    members["numFailureRecords"] = json!(1.5);
    members["strictEntityProtection"] = json!(1);
    members.insert("evaluatorModels".into(), json!("not_applicable"));
    members.shift_remove("entityDetectorModel");
    Value::Object(members).to_string()
}

fn gcd(left: usize, right: usize) -> usize {
    if right == 0 {
        left
    } else {
        gcd(right, left % right)
    }
}
