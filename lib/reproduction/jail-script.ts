/**
 * What the first process of the new namespaces does. It builds a root of its own out of read-only mounts, leaves the old one behind, and runs the
 * command in a user namespace below, without any capability, with no way to make a further one, and behind a filter of system calls. When the command has ended it kills
 * whatever is left before it looks at the output, so that nobody changes that meanwhile.
 *
 * Arguments: root, words that drop the user, size of the scratch, outputs with spaces between them, most bytes, seconds of CPU, bytes of memory, processes, standard
 * input, the filter in hex, the call that puts it in place, then pairs of a path here and one below the new root, `--`, and the command with its environment before it.
 */
export const JAIL = `set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 drop=$2 size=$3 output=$4 most=$5 cpu=$6 memory=$7 processes=$8 stdin=$9
shift 9
filter=$1 call=$2
shift 2
mount -t tmpfs -o size=1m,mode=755,nosuid,nodev tmpfs "$root"
cd "$root"
shows() {
  if [ -d "$1" ]; then mkdir -p "./$2"; else mkdir -p "./$(dirname "$2")"; : >"./$2"; fi
  mount -o bind,ro,nosuid,nodev "$1" "./$2"
}
for each in usr bin sbin lib lib32 lib64; do
  if [ -L "/$each" ]; then cp -P "/$each" "$each"; elif [ -d "/$each" ]; then shows "/$each" "$each"; fi
done
if [ -f /etc/ld.so.cache ]; then shows /etc/ld.so.cache etc/ld.so.cache; fi
mkdir -p dev proc scratch out old in
for each in null zero random urandom; do : >"dev/$each"; mount --bind "/dev/$each" "dev/$each"; done
while [ "$1" != -- ]; do shows "$1" "$2"; shift 2; done
shift
mount -t proc -o nosuid,nodev,noexec proc proc
echo jail >proc/sys/kernel/hostname
mount -t tmpfs -o "size=$size,mode=1777,nosuid,nodev,nr_inodes=20000" tmpfs scratch
mount -t tmpfs -o "size=$size,mode=755,nosuid,nodev,nr_inodes=100" tmpfs out
pivot_root . old
cd /
umount -l old
mount -o remount,bind,ro,nosuid,nodev /
: >/out/stdout
: >/out/stderr
cd /scratch
status=0
FILTER='
  my ($hex, $call) = splice @ARGV, 0, 2;
  my $filter = pack "H*", $hex;
  my $program = pack "S x6 P", length($filter) / 8, $filter;
  syscall($call, 1, 0, $program) == 0 or die "no filter of system calls: $!\n";
  open my $control, ">&=", 3 or die "no control: $!\n";
  syswrite $control, "started\n";
  close $control;
  exec "env", "-i", @ARGV or die "no env: $!\n";
'
export FILTER
$drop unshare --user --map-root-user -- sh -c '
  echo 0 >/proc/sys/user/max_user_namespaces
  limits="--cpu=$1 --as=$2 --nproc=$3 --fsize=$4 --nofile=256 --core=0"
  shift 4
  exec prlimit $limits -- setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- perl -e "$FILTER" "$@"
' jail "$cpu" "$memory" "$processes" "$most" "$filter" "$call" "$@" <"$stdin" >/out/stdout 2>/out/stderr || status=$?
kill -KILL -1 2>/dev/null || :
tail -c 4000 /out/stderr >&2
echo "status $status" >&3
for each in $output; do
  if [ ! -e "$each" ] && [ ! -L "$each" ]; then
    echo "output missing" >&3
  elif [ "$(realpath "$each")" != "$each" ] || [ ! -f "$each" ]; then
    echo "output not_plain" >&3
  elif [ "$(stat -c %s "$each")" -ge "$most" ]; then
    echo "output too_large" >&3
  else
    echo "output plain $(stat -c %s "$each")" >&3
    cat "$each"
  fi
done
`;
