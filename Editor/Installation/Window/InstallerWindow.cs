#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Repartee.Editor.Installation.Window
{
    /// <summary>Installs what Repartee needs into the project, and removes it. It compiles before the libraries are there.</summary>
    public sealed class InstallerWindow : EditorWindow
    {
        private const int ShownLines = 200;
        private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);

        private readonly List<Button> starts = new List<Button>();
        private DropdownField? kind;
        private DropdownField? backend;
        private Button? stop;
        private Label? log;
        private InstallRun? run;

        private static string Project => Path.GetDirectoryName(Path.GetFullPath(Application.dataPath))!;

        private static string Package =>
            UnityEditor.PackageManager.PackageInfo.FindForAssembly(typeof(InstallerWindow).Assembly).resolvedPath;

        [MenuItem("Tools/Repartee/Install...", false, 0)]
        [MenuItem("Tools/Repartee/Uninstall...", false, 1)]
        private static void Open() => GetWindow<InstallerWindow>("Repartee Installer");

        // Messages of the engine.
        private void CreateGUI()
        {
            VisualElement root = rootVisualElement;
            root.Clear();
            starts.Clear();
            root.Add(kind = Choice<InstallKind>("What", InstallKind.Process));
            root.Add(backend = Choice<TorchBackend>("libtorch", TorchBackend.Cpu));
            Start(root, "Install", () => InstallerCommand.Install(
                Package, Project, Chosen<InstallKind>(kind), Chosen<TorchBackend>(backend)));
            Start(root, "What is installed?", () => InstallerCommand.Status(Package, Project));
            Start(root, "Uninstall", () => InstallerCommand.Uninstall(Package, Project));
            root.Add(stop = new Button(() => run?.Stop()) { text = "Stop" });
            var scroll = new ScrollView();
            scroll.style.flexGrow = 1;
            scroll.Add(log = new Label(
                "Frozen: play frozen actors. Process: train in the editor, too. InProcess: training inside of Windows editors."));
            log.style.whiteSpace = WhiteSpace.Normal;
            root.Add(scroll);
            Show();
        }

        private void OnDisable()
        {
            if (run is null) return;
            run.Stop();
            run.Wait(EndLimit);
            Finish();
        }

        private static DropdownField Choice<T>(string label, T first)
            where T : Enum
        {
            List<string> names = Enum.GetNames(typeof(T)).ToList();
            return new DropdownField(label, names, names.IndexOf(first.ToString()));
        }

        private static T Chosen<T>(DropdownField field) => (T)Enum.Parse(typeof(T), field.value);

        private void Start(VisualElement root, string text, Func<InstallerCommand> command)
        {
            var button = new Button(() => Begin(command())) { text = text };
            starts.Add(button);
            root.Add(button);
        }

        private void Begin(InstallerCommand command)
        {
            if (run != null) return;
            run = new InstallRun((line, token) => command.Run(DotnetSdk.Find(), line, token));
            EditorApplication.LockReloadAssemblies();                           // a reload in the middle would end the installer
            EditorApplication.update += Poll;
            Show();
        }

        private void Poll()
        {
            if (!run!.Poll()) return;
            Show();
            if (!run.IsRunning)
                Finish();
        }

        private void Finish()
        {
            EditorApplication.update -= Poll;
            EditorApplication.UnlockReloadAssemblies();
            bool done = run!.HasSucceeded;
            run = null;
            Show();
            if (!done) return;
            UnityEditor.PackageManager.Client.Resolve();
            AssetDatabase.Refresh();
        }

        private void Show()
        {
            foreach (Button button in starts)
                button.SetEnabled(run is null);
            stop?.SetEnabled(run != null);
            if (run != null && run.Lines.Count > 0 && log != null)
                log.text = string.Join("\n", run.Lines.Skip(Math.Max(0, run.Lines.Count - ShownLines)));
        }
    }
}
