using System;
using System.Collections.Generic;
using NUnit.Framework;
using Repartee.Editor.Play;

namespace Repartee.Editor.Tests;

public sealed class MainThreadQueueTests
{
    [Test]
    public void ActionsAreDoneInOrderAndThoseThatPostMoreDoNotHoldTheEditorUp()
    {
        var done = new List<int>();
        var queue = new MainThreadQueue(error => throw error);
        void Again()
        {
            done.Add(1);
            queue.Post(Again);
        }

        queue.Post(Again);
        queue.Post(() => done.Add(2));
        Assert.That(queue.Drain(), Is.EqualTo(2));
        Assert.That(done, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void AnActionThatThrowsIsReportedAndTheOthersAreDone()
    {
        var errors = new List<string>();
        bool isDone = false;
        var queue = new MainThreadQueue(error => errors.Add(error.Message));
        queue.Post(() => throw new InvalidOperationException("broken"));
        queue.Post(() => isDone = true);
        queue.Drain();
        Assert.That((errors[0], isDone), Is.EqualTo(("broken", true)));
    }
}
