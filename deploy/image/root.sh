#!/bin/bash
# Puts what Python needs of Debian under ROOT, without a shell or a package manager. What dpkg knows
# of these packages stays, for programs that look for known weaknesses.
set -euo pipefail
root=$1
needed=(
    base-files ca-certificates libbz2-1.0 libc6 libexpat1 libffi8 libgcc-s1 liblzma5
    'libpython3.*-minimal' 'libpython3.*-stdlib' libsqlite3-0 'libssl3*' 'libstdc++6' libuuid1
    libzstd1 media-types netbase python3-minimal 'python3.*-minimal' zlib1g
)
mapfile -t packages < <(
    dpkg-query --show --showformat '${db:Status-Abbrev}${binary:Package}\n' "${needed[@]}" \
        2>/dev/null | sed --quiet 's/^ii //p'
)

mkdir --parents "$root"/{tmp,var/lib/caveat,var/lib/dpkg/status.d}
for package in "${packages[@]}"; do
    dpkg-query --listfiles "$package"
    dpkg-query --status "$package" >"$root/var/lib/dpkg/status.d/${package%%:*}"
done | sort --unique | while read -r path; do
    # man pages and the like may have been left out of the base
    if test -e "$path" -o -L "$path"; then echo "$path"; fi
done | tar --create --no-recursion --absolute-names --files-from - | tar --extract --directory "$root"
cp --archive --parents /etc/ssl/certs/ca-certificates.crt "$root"

python3 -m compileall -q --invalidation-mode unchecked-hash "$root"/usr/lib/python3.*
echo 'caveat:x:10001:10001::/var/lib/caveat:/nonexistent' >"$root/etc/passwd"
echo 'caveat:x:10001:' >"$root/etc/group"
chmod 1777 "$root/tmp"
chown 10001:10001 "$root/var/lib/caveat"
