using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using NUnit.Framework;
using Repartee.Editor.Installation;
using Repartee.Installer.Publishing;

namespace Repartee.Installer.Tests;

/// <summary>Made-up packages in the layout of TorchSharp's CUDA packages.</summary>
public sealed class SplitFilesTests
{
    private const string Native = "linux-x64/native/libbig.so";
    private readonly Dictionary<string, string> packages = [];
    private TemporaryProject project = null!;
    private byte[] whole = null!;

    [SetUp]
    public void MakePackages()
    {
        project = new TemporaryProject();
        packages.Clear();
        whole = new byte[100_000];
        new Random(1).NextBytes(whole);
        Write("big-primary", $"runtimes/{Native}", whole[..40_000]);
        File.WriteAllText(Path.Combine(packages["big-primary/1.0.0"], $"runtimes/{Native}.sha"),
            Convert.ToHexString(SHA256.HashData(whole)).ToLowerInvariant());
        Write("big-fragment1", $"fragments/{Native}.fragment1", whole[40_000..70_000]);
        Write("big-fragment2", $"fragments/{Native}.fragment2", whole[70_000..99_000]);
        Write("big-fragment3", $"fragments/{Native}.fragment3", whole[99_000..]);
        Publish(whole[..40_000]);
    }

    [TearDown]
    public void DeletePackages() => project.Dispose();

    [Test]
    public void PartsBecomeTheWholeAndTheCacheStaysAsItIs()
    {
        string primary = Path.Combine(packages["big-primary/1.0.0"], "runtimes", Native);
        File.Delete(Published);
        File.Copy(primary, Published);

        Assert.That(SplitFiles.Join(Output, packages), Is.EqualTo(new[] { "libbig.so" }));
        Assert.That(File.ReadAllBytes(Published), Is.EqualTo(whole));
        Assert.That(new FileInfo(primary).Length, Is.EqualTo(40_000));
        Assert.That(Directory.GetFiles(Output).Select(Path.GetFileName), Is.EqualTo(new[] { "libbig.so" }));
    }

    [Test]
    public void AWholeFileIsLeftAlone()
    {
        Publish(whole);
        DateTime written = File.GetLastWriteTimeUtc(Published);
        Assert.That(SplitFiles.Join(Output, packages), Is.Empty);
        Assert.That(File.GetLastWriteTimeUtc(Published), Is.EqualTo(written));
    }

    [Test]
    public void AFragmentThatWasPublishedIsDeleted()
    {
        File.WriteAllText(Path.Combine(Output, "libbig.so.fragment1"), "x");
        SplitFiles.Join(Output, packages);
        Assert.That(Directory.GetFiles(Output).Select(Path.GetFileName), Is.EqualTo(new[] { "libbig.so" }));
    }

    [Test]
    public void AMissingPartIsNamed()
    {
        string part = Path.Combine(packages["big-fragment2/1.0.0"], $"fragments/{Native}.fragment2");
        File.Delete(part);
        Assert.That(() => SplitFiles.Join(Output, packages), Throws.TypeOf<InstallationException>().With.Message.StartsWith(
            $"Expected part 2 of libbig.so at {part}, but found none. Delete the packages of "));
        Assert.That(File.ReadAllBytes(Published), Has.Length.EqualTo(40_000));
    }

    [Test]
    public void AWrongHashIsToldAndNothingIsLeftBehind()
    {
        Write("big-fragment3", $"fragments/{Native}.fragment3", new byte[1000]);
        string expected = Convert.ToHexString(SHA256.HashData(whole)).ToLowerInvariant();
        string found = Convert.ToHexString(SHA256.HashData([.. whole[..99_000], .. new byte[1000]])).ToLowerInvariant();
        Assert.That(() => SplitFiles.Join(Output, packages), Throws.TypeOf<InstallationException>().With.Message.StartsWith(
            $"Expected libbig.so with the SHA-256 {expected}, but found {found} after joining 4 parts. Delete the packages of "));
        Assert.That(Directory.GetFiles(Output).Select(Path.GetFileName), Is.EqualTo(new[] { "libbig.so" }));
    }

    [Test]
    public void AFileOfAnotherSystemIsNotAskedFor()
    {
        File.Delete(Published);
        Assert.That(SplitFiles.Join(Output, packages), Is.Empty);
    }

    private string Output => project.At("Output");

    private string Published => Path.Combine(Output, "libbig.so");

    private void Publish(byte[] contents)
    {
        Directory.CreateDirectory(Output);
        File.WriteAllBytes(Published, contents);
    }

    private void Write(string package, string path, byte[] contents)
    {
        string folder = packages[package + "/1.0.0"] = project.At($"Cache/{package}/1.0.0");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllBytes(Path.Combine(folder, path), contents);
    }
}
