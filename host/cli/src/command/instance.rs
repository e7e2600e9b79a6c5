//! Instances that are asked what needs no clock, no network and no folder.

use nemo_telemetry::{Component, Instance};
use nemo_telemetry_testkit::replay::World;

/// One of the component inside this program.
pub(super) fn embedded() -> anyhow::Result<Instance> {
    of(Component::embedded()?)
}

/// One of a component. Its imports work on a world that stands still.
pub(super) fn of(component: &Component) -> anyhow::Result<Instance> {
    Instance::new(component, World::default().imports())
}
