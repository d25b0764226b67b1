import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const VERSION = "1.30.2";
const run = promisify(execFile);

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>pedigree</groupId><artifactId>verapdf</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.verapdf</groupId><artifactId>validation-model</artifactId><version>${VERSION}</version>
  </dependency></dependencies></project>`;

const VALIDATE = `
import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

public class Validate {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (int at = 1; at < arguments.length; at++) {
      PDFAFlavour flavour = PDFAFlavour.fromString(arguments[at]);
      try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(arguments[0]), flavour)) {
        var result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
        result.getTestAssertions().stream().filter(each -> each.getStatus().toString().equals("failed")).limit(20)
          .forEach(each -> System.out.println(flavour + " " + each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber()
            + ": " + each.getMessage() + " " + each.getLocation().getContext()));
        System.out.println(flavour + (result.isCompliant() ? " passes" : " fails"));
      }
    }
  }
}`;

/** The folder with veraPDF's jars, resolved by Maven where they are not yet. */
async function resolved(): Promise<string> {
  const directory = join(tmpdir(), `pedigree-verapdf-${userInfo().uid}-${VERSION}`);
  if (!existsSync(directory)) {
    const fresh = mkdtempSync(join(tmpdir(), "pedigree-verapdf-"));
    mkdirSync(join(fresh, "lib"));
    writeFileSync(join(fresh, "pom.xml"), POM);
    writeFileSync(join(fresh, "Validate.java"), VALIDATE);
    await run("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"], { cwd: fresh });
    renameSync(fresh, directory);
  }
  return directory;
}

/** What veraPDF, the industry's validator, says of a document under each of these flavours: `3a` (PDF/A-3a), `ua1` (PDF/UA-1). */
export async function validated(file: string, flavours: readonly string[]): Promise<string[]> {
  const directory = await resolved();
  const { stdout } = await run("java", ["-cp", "lib/*", "Validate.java", file, ...flavours], { cwd: directory });
  return stdout.trim().split("\n");
}
