/**
 * The system calls that no command of a contract needs and by which one gets at the kernel: `x64`, and `arm64` where that has it. Those from
 * 424 on have one number everywhere.
 */
const REFUSED: Readonly<Record<string, readonly [x64: number | null, arm64: number | null]>> = {
  // Other processes
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  // Namespaces, mounts
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  fanotify_init: [300, 262],
  // Programs and keys within the kernel
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  // The machine
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  adjtimex: [159, 171],
  clock_adjtime: [305, 266],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  syslog: [103, 116],
  vhangup: [153, 58],
  lookup_dcookie: [212, 18],
  nfsservctl: [180, 42],
  iopl: [172, null],
  ioperm: [173, null],
  modify_ldt: [154, null],
  uselib: [134, null],
};

/** As node calls architectures: the kernel's mark of it, the numbers of the calls that are looked at more closely, and of those by which a process gives up its rights. */
const MACHINES = {
  x64: { column: 0, mark: 0xc000003e, clone: 56, socket: 41, rights: [317, 157, 126] },
  arm64: { column: 1, mark: 0xc00000b7, clone: 220, socket: 198, rights: [277, 167, 91] },
} as const;

const CLONE3 = 435;
/** The last system call that this list has seen (mseal, Linux 6.10). Newer ones are as if the kernel were older. */
const LAST = 462;
/** Every flag of clone by which a namespace is made. */
const NAMESPACES = 0x7e020000;
/** AF_UNIX, AF_INET, AF_INET6: of the last two there is nothing to be reached. */
const FAMILIES = [1, 2, 10];

const [LOAD, IS, IS_ABOVE, HAS, RETURN] = [0x20, 0x15, 0x25, 0x45, 0x06];
/** Where a program finds what it is about: struct seccomp_data. */
const AT = { call: 0, machine: 4, firstArgument: 16 } as const;
const ALLOWED = 0x7fff0000;
const KILLED = 0x80000000;
const failing = (error: number) => 0x00050000 | error;
const [EPERM, ENOSYS, EAFNOSUPPORT] = [1, 38, 97];

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

const load = (offset: number): Instruction => [LOAD, 0, 0, offset];
const answer = (what: number): Instruction => [RETURN, 0, 0, what];
/** Answers where a test holds, else goes on. */
const where = (test: number, operand: number, what: number): Instruction[] => [[test, 0, 1, operand], answer(what)];
/** Does something that ends with an answer where the call is that one, else goes on. */
const of = (call: number, then: readonly Instruction[]): Instruction[] => [[IS, 0, then.length, call], ...then];

/** A filter of system calls for the kernel (seccomp, classic BPF) in hex, and the numbers of seccomp, which puts it in place, prctl and capset. */
export interface SystemCallFilter {
  readonly program: string;
  readonly rights: readonly [seccomp: number, prctl: number, capset: number];
}

/** The filter for an architecture, or undefined where its system calls are not known. */
export function systemCallFilter(architecture: string): SystemCallFilter | undefined {
  const machine = architecture === "x64" || architecture === "arm64" ? MACHINES[architecture] : undefined;
  if (!machine) {
    return undefined;
  }
  const refused = Object.values(REFUSED).flatMap((numbers) => numbers[machine.column] ?? []);
  const program: Instruction[] = [
    load(AT.machine),
    // The calls of another architecture have other numbers.
    [IS, 1, 0, machine.mark],
    answer(KILLED),
    load(AT.call),
    ...where(IS_ABOVE, LAST, failing(ENOSYS)),
    // Its flags lie in memory, where a filter does not see them. Without it the C library takes clone.
    ...where(IS, CLONE3, failing(ENOSYS)),
    ...refused.flatMap((call) => where(IS, call, failing(EPERM))),
    ...of(machine.clone, [load(AT.firstArgument), ...where(HAS, NAMESPACES, failing(EPERM)), answer(ALLOWED)]),
    ...of(machine.socket, [
      load(AT.firstArgument),
      ...FAMILIES.flatMap((family) => where(IS, family, ALLOWED)),
      answer(failing(EAFNOSUPPORT)),
    ]),
    answer(ALLOWED),
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand, index * 8 + 4);
  }
  return { program: bytes.toString("hex"), rights: machine.rights };
}
