using System;
using System.Threading;
using NUnit.Framework;
using Repartee.Samples.PlaySession.Play;

namespace Repartee.PlaySession.Tests;

public sealed class SpokenTextTests
{
    private readonly char[] target = new char[SpokenText.Most];

    [Test]
    public void WhatIsAppendedIsCopiedUpToTheMost()
    {
        var text = new SpokenText();
        text.Append("As the");
        text.Append(" river.");
        Assert.That(new string(target, 0, text.CopyTo(target)), Is.EqualTo("As the river."));
        text.Append(new string('x', SpokenText.Most));
        Assert.That(text.CopyTo(target), Is.EqualTo(SpokenText.Most));
        text.Clear();
        Assert.That(text.CopyTo(target), Is.Zero);
    }

    [Test]
    public void CopyingWhileAnotherThreadAppendsIsWholeAndAllocatesNothing()
    {
        const int texts = 20_000;
        var text = new SpokenText();
        text.CopyTo(target);
        int appended = 0;
        var speaker = new Thread(() =>
        {
            for (; Volatile.Read(ref appended) < texts; Interlocked.Increment(ref appended))
            {
                text.Clear();
                for (int i = 0; i < 40; i++)
                    text.Append("abcdefghij");
            }
        });
        speaker.Start();
        bool isWhole = true;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (Volatile.Read(ref appended) < texts)
        {
            int length = text.CopyTo(target);
            isWhole &= length % 10 == 0 && (length == 0 || target[length - 1] == 'j');
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        speaker.Join();
        Assert.That((isWhole, taken), Is.EqualTo((true, 0L)));
    }
}
