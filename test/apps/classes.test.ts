import { describe, expect, it } from 'vitest';
import * as apps from '../../src/apps/index.js';

describe('classes by name', () => {
  it('are found under their modules, also those of older graphs', () => {
    expect(apps.appClassNamed('dlg.apps.simple.SleepAndCopyApp')).toBe(apps.SleepAndCopyApp);
    expect(apps.appClassNamed('dfms.apps.bash_shell_app.BashShellApp')).toBe(apps.BashShellApp);
    expect(apps.appClassNamed('dropgraph.apps.FunctionApp')).toBe(apps.FunctionApp);
    expect(apps.SOCKET_CLASS).toBe(apps.SocketListenerApp);
  });

  it('cover every application there is but abstract ones', () => {
    const classes = Object.entries(apps).filter(([name]) =>
      /App$|^Branch$|^SimpleBranch$|^PickOne$/.test(name),
    );
    const missing = classes.filter(
      ([, one]) => ![...apps.APP_CLASSES.values()].includes(one as apps.AppClass),
    );
    expect(missing.map(([name]) => name)).toEqual(['ExternalStoreApp', 'StreamApp']);
  });

  it('say what there is instead, or that they are not known', () => {
    expect(() => apps.appClassNamed('dlg.apps.dockerapp.DockerApp')).toThrow(
      '"dlg.apps.dockerapp.DockerApp" is not available here: run docker in a BashShellApp',
    );
    expect(() => apps.appClassNamed('dfms.apps.mpi.MPIApp')).toThrow('is not available here');
    for (const name of ['x.y.Z', 'constructor', '', 'dlg.apps.simple.toString']) {
      expect(() => apps.appClassNamed(name)).toThrow('is not known here');
    }
  });
});
