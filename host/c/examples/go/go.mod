module nemo/telemetry

go 1.19
