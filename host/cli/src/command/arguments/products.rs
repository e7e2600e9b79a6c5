//! Written by `cargo xtask gen` from guest/schema; edit the files there.

use super::Product;

/// Every product of the catalog, sorted by id.
pub(super) static PRODUCTS: &[Product] = &[
    Product {
        id: "agent-toolkit",
        examples: r#"{"event":"nat_cli_command","parameters":{"command":"run","taskStatus":"success","durationMs":1834,"exitCode":0,"pythonVersion":"3.12.7"}}
{"event":"nat_cli_command","parameters":{"command":"configure","subcommand":"telemetry","taskStatus":"interrupted","durationMs":412,"exitCode":130,"errorClass":"KeyboardInterrupt","pythonVersion":"3.12.7"}}
"#,
    },
    Product {
        id: "anonymizer",
        examples: r#"{"event":"anonymizer_event","parameters":{"task":"preview","taskStatus":"completed","deploymentType":"cli","jobDurationSec":12.5,"numInputRecords":10,"numSuccessRecords":10,"numFailureRecords":0,"transformationType":"redact","entityDetectorModel":"nvidia/gliner-pii","entityValidatorModel":"openai/gpt-oss-120b","entityAugmenterModel":"openai/gpt-oss-120b","modelHosts":["nvidia-build"]}}
"#,
    },
    Product {
        id: "data-designer",
        examples: r#"{"event":"inference_event","parameters":{"nemoSource":"datadesigner","task":"batch","taskStatus":"success","deploymentType":"library","model":"nvidia/nemotron-3-nano-30b-a3b","inputTokens":48211,"outputTokens":90734}}
"#,
    },
    Product {
        id: "guardrails",
        examples: r#"{"event":"guardrails_usage_event","parameters":{"nemoguardrailsVersion":"0.24.1","pythonVersion":"3.12.7","platform":"Linux-6.1-x86_64","osName":"Linux","colangVersion":"1.0","llmProviders":["nim"],"numRailsConfigured":2,"railTypesInUse":["input","output"],"deploymentType":"library","railsEngine":"LLMRails","builtinFeatures":["self_check"],"timestamp":1790000000.123456,"event":"startup"}}
"#,
    },
    Product {
        id: "platform",
        examples: r#"{"event":"command_invoked","parameters":{"taskStatus":"completed","command":"models list","durationSec":0.84}}
{"event":"command_invoked","parameters":{"taskStatus":"error","command":"jobs create","durationSec":2.31,"agentMode":true}}
{"event":"job_run","parameters":{"taskStatus":"completed","jobType":"evaluation","durationSec":312.4,"plugins":["evaluator"],"model":"defined","inputTokens":48211,"outputTokens":9073}}
{"event":"onboarding_step","parameters":{"taskStatus":"completed","step":"provider_connected","providerType":"nvidia-build"}}
{"event":"onboarding_step","parameters":{"taskStatus":"completed","step":"models_discovered","modelsDiscoveredBucket":"21-50"}}
"#,
    },
    Product {
        id: "safe-synthesizer",
        examples: r#"{"event":"train_and_generation_event","parameters":{"task":"run","taskStatus":"completed","deploymentType":"sdk","jobDurationSec":941.2,"numRecordsGenerated":1000,"replacePiiEnabled":true,"inputRecordsBucket":"1001-10000","inputColumnsBucket":"11-20","syntheticQualityScore":8.7,"dataPrivacyScore":9.1,"model":"HuggingFaceTB/SmolLM3-3B","gpu":"NVIDIA A100-SXM4-80GB"}}
"#,
    },
];
