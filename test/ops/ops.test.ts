import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { loadConfiguration } from "../../bot/config/load.ts";
import { PROJECT_ROOT } from "../cli/support/command.ts";

const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), "utf8");

describe("ops: files for running it", () => {
  const dockerfile = read("ops/docker/Dockerfile");

  it("copy into the image only what is there, and all that the keeper loads", () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = ""]) => sources.split(" "));
    for (const source of copied) expect(existsSync(path.join(PROJECT_ROOT, source)), source).to.equal(true);
    expect(copied).to.include.members(["bin", "bot", "models", "scripts/deploy", "scripts/verify", "package-lock.json"]);
    const allowed = read("ops/docker/Dockerfile.dockerignore").split("\n");
    for (const source of copied) expect(allowed, source).to.include(`!${source}`);
  });

  it("run the image as nobody in particular, without development dependencies", () => {
    expect(dockerfile).to.match(/^USER node$/m);
    expect(dockerfile).to.match(/npm ci --omit=dev/);
  });

  it("take from the environment only what .env.example explains", () => {
    const example = read(".env.example");
    const compose = read("ops/docker/compose.yaml");
    const used = [...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name);
    expect(used).to.include("POSTGRES_PASSWORD");
    for (const name of used) expect(example, name).to.match(new RegExp(`^#? ?${name}=`, "m"));
  });

  it("mount files that exist", () => {
    const compose = read("ops/docker/compose.yaml");
    const mounted = [...compose.matchAll(/^\s+- (\.\.?\/[^:]+):/gm)].map(([, file = ""]) => file);
    expect(mounted).to.have.length.greaterThan(3);
    for (const file of mounted) expect(existsSync(path.join(PROJECT_ROOT, "ops/docker", file)), file).to.equal(true);
  });

  it("come with a configuration that is valid, and listens where the image is asked", () => {
    const { health } = loadConfiguration({ file: path.join(PROJECT_ROOT, "ops/docker/yield-keeper.json"), environment: {} });
    expect(health).to.deep.equal({ port: 9464, host: "0.0.0.0" });
    expect(dockerfile).to.include(`127.0.0.1:${health?.port}/health`);
    expect(read("ops/prometheus/prometheus.yml")).to.include(`keeper:${health?.port}`);
  });

  it("start a command that there is, as a service of systemd", () => {
    const unit = read("ops/systemd/yield-keeper.service");
    const [, script = ""] = /^ExecStart=\S+\/node (\S+) /m.exec(unit) ?? [];
    expect(existsSync(path.join(PROJECT_ROOT, script))).to.equal(true);
    expect(unit).to.match(/^ExecReload=\/bin\/kill -HUP \$MAINPID$/m);
    expect(unit).to.match(/^LoadCredential=/m);
    // Secrets of the unit come as credentials or in the environment's file, never in the unit itself.
    expect(unit).to.not.match(/^Environment=.*(PRIVATE_KEY|PASSWORD|TOKEN)=/m);
  });

  it("have no tabs where YAML wants spaces", () => {
    const folders = ["ops/docker", "ops/prometheus", "ops/grafana/provisioning/datasources", "ops/grafana/provisioning/dashboards"];
    for (const folder of folders) {
      for (const file of readdirSync(path.join(PROJECT_ROOT, folder)).filter((name) => /\.ya?ml$/.test(name))) {
        expect(read(`${folder}/${file}`), file).to.not.match(/^\s*\t/m);
      }
    }
  });
});
