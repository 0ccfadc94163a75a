"""The manifests are what Kubernetes takes, and as closed as they say."""

import kubernetes_validate  # pyright: ignore[reportMissingTypeStubs] - it ships no types
import pytest
from click import Command, Option

from caveat.client.cli.health import health
from caveat.client.cli.serve import serve
from tests.deployment.manifests import (
    FOLDER,
    Manifest,
    container,
    kustomization,
    manifests,
    options,
    pod,
    the,
)

PORTS = {50051, 8080}
OLDEST = "1.30"  # preStop can sleep since then
NEWEST = kubernetes_validate.latest_version()


@pytest.mark.parametrize("manifest", manifests(), ids=lambda each: str(each["kind"]))
def test_the_schemas_of_the_oldest_and_the_newest_kubernetes_take_it(manifest: Manifest) -> None:
    for version in (OLDEST, NEWEST):
        kubernetes_validate.validate(manifest, version, strict=True)


def test_every_manifest_is_listed() -> None:
    written = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert written == set(kustomization()["resources"])


def test_a_wrong_manifest_is_not_taken() -> None:
    manifest = the("Deployment")
    manifest["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, NEWEST, strict=True)


def test_everything_is_in_one_namespace_that_refuses_privileges() -> None:
    labels = the("Namespace")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    spaces = {each["metadata"]["namespace"] for each in manifests() if each["kind"] != "Namespace"}
    assert spaces == {"caveat"}


def test_a_container_has_no_privilege_and_nothing_to_write_to_but_two_folders() -> None:
    assert container()["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "privileged": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    written = {each["mountPath"] for each in container()["volumeMounts"] if "readOnly" not in each}
    assert written == {"/var/lib/caveat", "/tmp"}  # noqa: S108  in a container of its own


def test_a_pod_runs_as_the_user_of_the_image_without_a_token_of_the_cluster() -> None:
    context = pod()["securityContext"]
    user = (context["runAsUser"], context["runAsGroup"])
    assert f"USER {user[0]}:{user[1]}" in (FOLDER.parents[1] / "Dockerfile").read_text()
    assert context["runAsNonRoot"] is True
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod()["automountServiceAccountToken"] is False
    assert the("ServiceAccount")["automountServiceAccountToken"] is False


@pytest.mark.parametrize("name", options())
def test_the_command_line_knows_every_option(name: str) -> None:
    assert name in _options_of(serve)


def test_the_command_line_knows_what_the_probes_set() -> None:
    known = {each.envvar for each in health.params if isinstance(each, Option)}
    stated = {each["name"] for each in container()["env"]}
    assert {name for name in stated if name.startswith("CAVEAT_HEALTH_")} <= known


def test_callers_are_asked_who_they_are() -> None:
    assert {"--tls-cert", "--tls-key", "--callers"} <= options().keys()
    assert "--open-to-everyone" not in options()


def test_decisions_are_kept_where_they_outlive_a_pod_under_a_key_of_ones_own() -> None:
    (place,) = (each for each in container()["env"] if each["name"] == "CAVEAT_AUDIT_LOG")
    assert place["valueFrom"] == {"secretKeyRef": {"name": "caveat-database", "key": "url"}}
    assert "--audit-key" in options()


def test_a_pod_has_started_once_it_answers_checks_over_grpc() -> None:
    probe = container()["startupProbe"]
    assert probe["exec"]["command"] == ["caveat", "health"]
    # the command gives up by itself after three seconds, and says why
    assert probe["timeoutSeconds"] > 3


@pytest.mark.parametrize(
    ("kind", "path"), [("readinessProbe", "/readyz"), ("livenessProbe", "/livez")]
)
def test_a_pod_is_probed_over_https_for_being_ready_and_for_being_alive(
    kind: str, path: str
) -> None:
    assert container()[kind]["httpGet"] == {"path": path, "port": "https", "scheme": "HTTPS"}


def test_a_pod_that_hangs_is_not_ready_long_before_it_is_killed() -> None:
    def patience(probe: Manifest) -> int:
        return int(probe["periodSeconds"]) * int(probe["failureThreshold"])

    assert 4 * patience(container()["readinessProbe"]) <= patience(container()["livenessProbe"])


def test_calls_in_flight_have_time_to_end_before_a_pod_is_killed() -> None:
    sleep = container()["lifecycle"]["preStop"]["sleep"]["seconds"]
    needed = sleep + int(options()["--drain"])
    assert pod()["terminationGracePeriodSeconds"] >= needed + 5


def test_every_file_that_an_option_names_is_mounted_from_a_volume() -> None:
    mounts = {each["mountPath"]: each["name"] for each in container()["volumeMounts"]}
    volumes = {each["name"] for each in pod()["volumes"]}
    assert set(mounts.values()) == volumes
    files = [value for value in options().values() if value.startswith("/")]
    assert files
    assert all(file.rsplit("/", 1)[0] in mounts for file in files)


def test_memory_is_bounded_and_the_processor_is_not() -> None:
    resources = container()["resources"]
    assert {"cpu", "memory"} <= resources["requests"].keys()
    assert "memory" in resources["limits"]
    assert "cpu" not in resources["limits"]


def test_replicas_are_spread_over_nodes_and_zones_and_replaced_one_by_one() -> None:
    spread = {each["topologyKey"] for each in pod()["topologySpreadConstraints"]}
    assert spread == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}
    rolling = the("Deployment")["spec"]["strategy"]["rollingUpdate"]
    assert rolling["maxUnavailable"] == 0
    assert the("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    assert the("HorizontalPodAutoscaler")["spec"]["minReplicas"] >= 3


def test_the_autoscaler_alone_says_how_many_replicas_there_are() -> None:
    assert "replicas" not in the("Deployment")["spec"]
    target = the("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", "caveat")


def test_everything_selects_the_pods_by_the_same_labels() -> None:
    labels = the("Deployment")["spec"]["template"]["metadata"]["labels"]
    selectors = (
        the("Deployment")["spec"]["selector"]["matchLabels"],
        the("Service")["spec"]["selector"],
        the("Service", "caveat-headless")["spec"]["selector"],
        the("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        the("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
    )
    assert all(each == labels for each in selectors)


def test_services_lead_to_ports_that_there_are() -> None:
    named = {each["name"]: each["containerPort"] for each in container()["ports"]}
    assert set(named.values()) == PORTS
    assert {named["grpc"], named["https"]} == {
        int(options()["--port"]),
        int(options()["--http-port"]),
    }
    for name in ("caveat", "caveat-headless"):
        assert {each["targetPort"] for each in the("Service", name)["spec"]["ports"]} <= set(named)
    assert the("Service", "caveat-headless")["spec"]["clusterIP"] == "None"


def test_only_labelled_namespaces_reach_the_ports() -> None:
    (rule,) = the("NetworkPolicy")["spec"]["ingress"]
    assert rule["from"] == [{"namespaceSelector": {"matchLabels": {"caveat/may-call": "true"}}}]
    assert {each["port"] for each in rule["ports"]} == PORTS


def test_a_pod_reaches_names_and_the_database_and_nothing_else() -> None:
    policy = the("NetworkPolicy")["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    assert [{each["port"] for each in rule["ports"]} for rule in policy["egress"]] == [{53}, {5432}]
    assert all(rule["to"] for rule in policy["egress"])


def test_no_password_stands_in_a_manifest() -> None:
    assert not [each for each in manifests() if each["kind"] == "Secret"]
    (database,) = (each for each in container()["env"] if each["name"] == "CAVEAT_FEEDBACK")
    assert database["valueFrom"] == {"secretKeyRef": {"name": "caveat-database", "key": "url"}}


def _options_of(command: Command) -> set[str]:
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
