using System.IO;
using System.Linq;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.Networking;

namespace Repartee.Unity.Tests;

/// <summary>StreamingAssets inside of a package, as on Android and the web.</summary>
public sealed class PackedFileTests
{
    private const string Assets = "jar:file:///data/app/base.apk!/assets";
    private Stage _stage = null!;
    private NpcActor _actor = null!;
    private NpcDialogue _npc = null!;
    private byte[] _file = null!;

    private string Unpacked => Path.Combine(Application.persistentDataPath, "Repartee", "1.2-a1b2", Stage.Relative);

    [SetUp]
    public void EnterPlay()
    {
        _stage = new Stage();
        _stage.WriteFrozen();
        _file = File.ReadAllBytes(_stage.FrozenPath);
        Application.streamingAssetsPath = Assets;
        _actor = _stage.Actor();
        _npc = _stage.Npc(_actor, NpcMode.Frozen, "Hm.");
        _stage.Enable(_npc);
        _stage.Frame();
    }

    [TearDown]
    public void ExitPlay() => _stage.Dispose();

    [Test]
    public void TheFileIsUnpackedUnderAnotherNameAndSpeaks()
    {
        string older = Path.Combine(Application.persistentDataPath, "Repartee", "1.1-ffff");
        Directory.CreateDirectory(older);
        UnityWebRequest request = UnityWebRequest.Sent.Single();
        Assert.That(request.Url, Is.EqualTo(Assets + "/Repartee/tiny.gguf"));
        Assert.That(_npc.ActiveModeReason, Does.EndWith("is being loaded: lines wait for it."));
        _npc.Say("Hello.");
        _stage.Frame();
        Assert.That((File.Exists(Unpacked), _npc.IsReplying), Is.EqualTo((false, true)));
        request.Succeed(_file);
        Assert.That(File.Exists(Unpacked), Is.False, "not by its name before the engine is done");
        _stage.Until(() => !_npc.IsReplying);
        Assert.That(_npc.LastReplyMode, Is.EqualTo(NpcMode.Frozen));
        Assert.That(File.ReadAllBytes(Unpacked), Is.EqualTo(_file));
        Assert.That((request.IsDisposed, Directory.Exists(older)), Is.EqualTo((true, false)));
    }

    [Test]
    public void TheSameBuildUnpacksOnceAndAnotherOneAgain()
    {
        UnityWebRequest.Sent.Single().Succeed(_file);
        _stage.Until(() => _actor.FrozenActor != null);
        foreach ((string build, int sent) in new[] { ("a1b2", 1), ("c3d4", 2) })
        {
            _stage.Disable(_npc);
            Application.buildGUID = build;
            _stage.Enable(_npc);
            _stage.Frame();
            Assert.That(UnityWebRequest.Sent, Has.Count.EqualTo(sent), build);
        }
    }

    [Test]
    public void AFailedRequestIsToldAndLeavesNoFile()
    {
        UnityWebRequest.Sent.Single().Fail("HTTP/1.1 404 Not Found");
        _npc.Say("Hello.");
        _stage.Until(() => !_npc.IsReplying);
        Assert.That((_npc.ReplyText, _npc.ActiveMode), Is.EqualTo(("Hm.", NpcMode.Scripted)));
        Assert.That(_npc.ActiveModeReason, Is.EqualTo(
            "The frozen actor \"Repartee/tiny.gguf\" does not speak (HTTP/1.1 404 Not Found), so scripted lines are said. " +
            "Freeze a checkpoint into StreamingAssets, or choose another file."));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Unpacked)!), Is.Empty);
    }

    [Test]
    public void LeavingInBetweenAbortsTheRequest()
    {
        UnityWebRequest request = UnityWebRequest.Sent.Single();
        _stage.Disable(_npc);
        Assert.That((request.isDone, request.IsDisposed, _actor.FrozenActor), Is.EqualTo((true, true, default(Frozen.FrozenActor))));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(Unpacked)!), Is.Empty);
    }
}
