"""``caveat packs``: seals and signatures, for those who publish packs."""

from pathlib import Path

import click

from caveat.client.cli.inside import failing
from caveat.client.cli.packs import pack, packs_option
from caveat.client.cli.policy import policy_option
from caveat.client.local import admit_packs, new_signing_key, seal_pack, sign_pack, sign_site_policy
from caveat.client.render.site import policies_text
from caveat.client.render.words import counted

_KEY = click.Path(exists=True, dir_okay=False, path_type=Path)
_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_directory = click.argument("directory", type=_DIRECTORY, metavar="DIR")


@click.group(
    epilog="""\b
Examples:
  caveat packs seal my-pack
  caveat packs new-key release.key
  caveat packs sign my-pack --key release.key
  caveat packs verify my-pack --trust release.key.pub
"""
)
def packs() -> None:
    """Seal and sign packs, so that a change of their files is found out."""


@packs.command(
    "seal",
    epilog="""\b
Example:
  caveat packs seal my-pack
""",
)
@_directory
def seal(directory: Path) -> None:
    """Write DIR/SHA256SUMS, which names every file of the pack in DIR with its digest.

    What is changed, cut short, taken away or added after that is found when the pack is read.
    """
    with failing():
        files = seal_pack(directory)
    click.echo(f"{counted(files, 'file')} sealed.")


@packs.command("new-key")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def new_key(file: Path) -> None:
    """Write a new private key to FILE, and the public one to FILE.pub.

    Keep the private one where no service can read it; services get the public one.
    """
    with failing():
        public = new_signing_key(file)
    click.echo(f"{file} signs packs, and is to be kept secret; {public} is for --trust.")


@packs.command(
    "sign",
    epilog="""\b
Example:
  caveat packs sign my-pack --key release.key
""",
)
@_directory
@click.option("--key", type=_KEY, required=True, metavar="FILE", help="The private key.")
def sign(directory: Path, key: Path) -> None:
    """Seal the pack in DIR anew, and sign that."""
    with failing():
        name = sign_pack(directory, key)
    click.echo(f"Signed by key {name}.")


@packs.command(
    "sign-policy",
    epilog="""\b
Example:
  caveat packs sign-policy st-mary.yaml --key release.key
""",
)
@click.argument("policy", type=_KEY, metavar="FILE")
@click.option("--key", type=_KEY, required=True, metavar="FILE", help="The private key.")
def sign_policy(policy: Path, key: Path) -> None:
    """Sign a site's policy in FILE.

    The signature is FILE.sig. A service that takes only signed packs takes only signed policies.
    """
    with failing():
        name = sign_site_policy(policy, key)
    click.echo(f"Signed by key {name}.")


@packs.command(
    "verify",
    epilog="""\b
Examples:
  caveat packs verify my-pack
  caveat packs verify my-pack --trust release.key.pub
  caveat packs verify --policy st-mary.yaml
  caveat packs verify my-pack --policy st-mary.yaml

A pack may be named with --pack too, as elsewhere.

The exit code is 5 if a service would refuse them.
""",
)
@click.argument("directories", type=pack, nargs=-1, metavar="[PACK]...")
@click.option(
    "--trust",
    type=_KEY,
    multiple=True,
    metavar="FILE",
    help="Take only packs that are signed by the key of this public one; repeatable.",
)
@click.option("--sealed", is_flag=True, help="Take only packs with a seal.")
@packs_option
@policy_option
def verify(
    directories: tuple[Path, ...],
    packs: tuple[Path, ...],
    trust: tuple[Path, ...],
    policies: tuple[Path, ...],
    *,
    sealed: bool,
) -> None:
    """Say whether a service would serve these PACKs: seals, signatures, rules and examples."""
    with failing():
        used, sites = admit_packs((*directories, *packs), trust, policies, sealed=sealed)
    for use in used:
        click.echo(f"{use.id} {use.version} {use.digest[:12]}: to be served.")
    for said in policies_text(sites):
        click.echo(f"{said}: to be served.")
