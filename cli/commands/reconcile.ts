import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { findInstallation } from "@/cli/admin/installation";
import { Meter } from "@/cli/remote/meter";
import { artifactStore } from "@/lib/artifacts/open";
