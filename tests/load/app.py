"""A handler as one would write it with FastAPI: pydantic's models are the check of a body.

`uvicorn app:app` serves it. It knows one product's event, and writes no rows.
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, StrictInt

Text = Annotated[str, Field(strict=True, max_length=65536)]
Undefined = Literal["undefined"]
Nothing = Literal["None"]


class Model(BaseModel):
    """Knows its members and no others."""

    model_config = ConfigDict(extra="forbid")


class Parameters(Model):
    """The fields of `nat_cli_command` 1.5."""

    nemoSource: Literal[
        "inference", "auditor", "datadesigner", "evaluator", "guardrails", "safe-synthesizer", "anonymizer", "agent_toolkit", "undefined"
    ]
    command: Text
    subcommand: Text
    taskStatus: Literal["success", "failure", "completed", "error", "canceled", "interrupted", "undefined"]
    durationMs: Annotated[StrictInt, Field(ge=-1, le=2**63 - 1)]
    exitCode: Annotated[StrictInt, Field(ge=-(2**63), le=2**63 - 1)]
    errorClass: Text
    pythonVersion: Text


class Event(Model):
    """What happened, and when."""

    ts: datetime
    parameters: Parameters
    name: Literal["nat_cli_command"]


class Envelope(Model):
    """A whole body."""

    browserType: Undefined
    clientId: Literal["184482118588404"]
    clientType: Literal["Native"]
    clientVariant: Literal["Release"]
    clientVer: Text
    cpuArchitecture: Text
    deviceGdprBehOptIn: Nothing
    deviceGdprFuncOptIn: Nothing
    deviceGdprTechOptIn: Nothing
    deviceId: Undefined
    deviceMake: Undefined
    deviceModel: Undefined
    deviceOS: Undefined
    deviceOSVersion: Undefined
    deviceType: Undefined
    eventProtocol: Literal["1.6"]
    eventSchemaVer: Literal["1.5"]
    eventSysVer: Literal["nat-telemetry/1.0"]
    externalUserId: Undefined
    gdprBehOptIn: Nothing
    gdprFuncOptIn: Nothing
    gdprTechOptIn: Nothing
    idpId: Undefined
    integrationId: Undefined
    productName: Undefined
    productVersion: Undefined
    sentTs: datetime
    sessionId: Text
    userId: Undefined
    events: list[Event]


app = FastAPI(openapi_url=None)


@app.post("/v1.1/events/json")
async def receive(body: Envelope) -> dict[str, int]:
    """Takes every event or none."""
    return {"accepted": len(body.events)}
