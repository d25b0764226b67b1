import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256 } from "@/lib/hash";

const VERSION = "1.30.2";
const run = promisify(execFile);

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>pedigree</groupId><artifactId>verapdf</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.verapdf</groupId><artifactId>validation-model</artifactId><version>${VERSION}</version>
  </dependency></dependencies></project>`;

const VALIDATE = `
import java.io.FileInputStream;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;

public class Validate {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : arguments) {
      for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1)) {
        validate(file, flavour);
      }
    }
  }

  private static void validate(String file, PDFAFlavour flavour) throws Exception {
    try (var parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour)) {
      var result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
      result.getTestAssertions().stream().filter(each -> each.getStatus().toString().equals("failed")).limit(20)
        .forEach(each -> System.out.println(flavour + " " + each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber()
          + ": " + each.getMessage() + " " + each.getLocation().getContext()));
      System.out.println(flavour + (result.isCompliant() ? " passes" : " fails"));
    }
  }
}`;

/** The folder with veraPDF's jars, resolved by Maven where they are not yet, and what asks it, compiled. */
async function resolved(): Promise<string> {
  const directory = join(tmpdir(), `pedigree-verapdf-${userInfo().uid}-${VERSION}-${sha256(VALIDATE).slice(7, 15)}`);
  if (!existsSync(directory)) {
    const fresh = mkdtempSync(join(tmpdir(), "pedigree-verapdf-"));
    mkdirSync(join(fresh, "lib"));
    writeFileSync(join(fresh, "pom.xml"), POM);
    writeFileSync(join(fresh, "Validate.java"), VALIDATE);
    await run("mvn", ["-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"], { cwd: fresh });
    await run("javac", ["-cp", "lib/*", "Validate.java"], { cwd: fresh });
    try {
      renameSync(fresh, directory);
    } catch (error) {
      // Another worker was faster.
      if (!existsSync(directory)) {
        throw error;
      }
    }
  }
  return directory;
}

/** What veraPDF, the industry's validator, says of documents: of each whether it is PDF/A-3a (`3a`), and PDF/UA-1 (`ua1`). */
export async function validated(...files: readonly string[]): Promise<string[]> {
  const directory = await resolved();
  const { stdout } = await run(
    "java",
    ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ".:lib/*", "Validate", ...files],
    { cwd: directory },
  );
  return stdout.trim().split("\n");
}
