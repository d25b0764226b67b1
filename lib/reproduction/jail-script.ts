/**
 * What the first process of the new namespaces does. It builds a root of its own out of read-only mounts, leaves the old one behind, and runs the
 * command in a user namespace below, without any capability, with no way to make a further one, and behind a filter of system calls. A command that runs in an image
 * sees that as its root, below the other one, whose programs put the limits in place. When the command has ended it kills whatever is left before it looks at the
 * output, so that nobody changes that meanwhile.
 *
 * Arguments: root, words that drop the user, size of the scratch, outputs with spaces between them, most bytes, seconds of CPU, bytes of memory, processes, standard
 * input, the filter in hex, the numbers of seccomp, prctl and capset, the image's files or nothing, then pairs of a path here and one below the command's root, `--`, and
 * the command with its environment before it.
 */
export const JAIL = `set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
root=$1 drop=$2 size=$3 output=$4 most=$5 cpu=$6 memory=$7 processes=$8 stdin=$9
shift 9
filter=$1 calls=$2 image=$3
shift 3
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
furnish() {
  mkdir -p "$1/dev" "$1/proc" "$1/scratch" "$1/in"
  for each in null zero random urandom; do : >"$1/dev/$each"; mount --bind "/dev/$each" "$1/dev/$each"; done
  mount -t proc -o nosuid,nodev,noexec,hidepid=2 proc "$1/proc"
  mount -t tmpfs -o "size=$size,mode=1777,nosuid,nodev,nr_inodes=20000" tmpfs "$1/scratch"
}
furnish .
top=.
if [ -n "$image" ]; then
  top=image
  for each in "$image"/* "$image"/.[!.]*; do
    case "\${each##*/}" in dev | proc | sys | run | tmp | scratch | in) continue ;; esac
    if [ -L "$each" ]; then mkdir -p image && cp -P "$each" image/; elif [ -e "$each" ]; then shows "$each" "image/\${each##*/}"; fi
  done
  furnish image
fi
while [ "$1" != -- ]; do shows "$1" "$top/$2"; shift 2; done
shift
echo jail >proc/sys/kernel/hostname
mkdir out old
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
  my ($root, $hex, $calls) = splice @ARGV, 0, 3;
  my ($seccomp, $prctl, $capset) = map { $_ + 0 } split / /, $calls;
  chroot $root and chdir "/scratch" or die "no root: $!\n";
  my ($give_up, $is_held, $no_new_privileges, $close_range) = (24, 23, 38, 436);
  # Whoever called us may hold a folder open, which leads out of every root.
  syscall($close_range, 4, 0xffffffff, 0) == 0 or die "files of the caller stay open: $!\n";
  syscall($prctl, $no_new_privileges, 1, 0, 0, 0) == 0 or die "no end of privileges: $!\n";
  for (0 .. 63) {
    syscall($prctl, $give_up, $_, 0, 0, 0);
    syscall($prctl, $is_held, $_, 0, 0, 0) == 1 and die "the capability $_ is not given up\n";
  }
  my ($version, $none) = (pack("L2", 0x20080522, 0), pack("L6", (0) x 6));
  syscall($capset, $version, $none) == 0 or die "capabilities are not given up: $!\n";
  my $filter = pack "H*", $hex;
  my $program = pack "S x6 P", length($filter) / 8, $filter;
  syscall($seccomp, 1, 0, $program) == 0 or die "no filter of system calls: $!\n";
  open my $control, ">&=", 3 or die "no control: $!\n";
  syswrite $control, "started\n";
  close $control;
  %ENV = ();
  $ENV{$1} = $2 while $ARGV[0] =~ /^(\\w+)=(.*)$/s and shift @ARGV;
  exec { $ARGV[0] } @ARGV or print STDERR "$ARGV[0]: $!\n";
  exit 127;
'
export FILTER
$drop unshare --user --map-root-user -- sh -c '
  echo 0 >/proc/sys/user/max_user_namespaces
  limits="--cpu=$1 --as=$2 --nproc=$3 --fsize=$4 --nofile=256 --core=0"
  shift 4
  exec prlimit $limits -- perl -e "$FILTER" "$@"
' jail "$cpu" "$memory" "$processes" "$most" "/$top" "$filter" "$calls" "$@" <"/$top$stdin" >/out/stdout 2>/out/stderr || status=$?
kill -KILL -1 2>/dev/null || :
tail -c 4000 /out/stderr >&2
echo "status $status" >&3
for name in $output; do
  case "$name" in stdout) each=/out/stdout ;; *) each=$(realpath -s "/$top/scratch/$name") ;; esac
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
