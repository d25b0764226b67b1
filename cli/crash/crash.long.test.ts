import { crashes } from "./crash.testing";
import { VICTIMS } from "./installation.testing";

crashes({ victims: Array.from({ length: 10 }, () => VICTIMS).flat(), events: 10_000 });
